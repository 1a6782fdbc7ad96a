// Get JSON, with parameters and headers:  node examples/get-json.mjs [BASE]
import { pathToFileURL } from 'node:url';
import requests from '@req/requests';

export async function main(baseUrl = 'https://httpbin.org') {
  const r = await requests.get(`${baseUrl}/get`, {
    params: { q: 'cats & dogs', tag: ['small', 'grey'], page: null }, // A list repeats its key, null is left out.
    headers: { 'User-Agent': 'my-app/1.0', Accept: 'application/json' },
    timeout: 10_000,
  });
  r.raiseForStatus(); // A 404 or 500 is an error only when you say so.

  console.log(r.statusCode, r.reason, r.headers.get('content-type'));
  const { args, headers } = r.json();
  console.log(args, headers['User-Agent']);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv[2]);
