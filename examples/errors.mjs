// What can go wrong, by class and by code:  node examples/errors.mjs [BASE]
import { pathToFileURL } from 'node:url';
import requests, { ConnectionError, HTTPError, RequestException, Timeout } from '@req/requests';

async function tell(url, options) {
  try {
    const r = await requests.get(url, { timeout: 10_000, ...options });
    r.raiseForStatus();
    return r.json();
  } catch (error) {
    // The first class that fits: a ConnectTimeout is a Timeout and a ConnectionError.
    if (error instanceof HTTPError) return `The server says ${error.response.statusCode}`;
    if (error instanceof Timeout) return `Too slow (${error.code})`;
    if (error instanceof ConnectionError) return `No connection (${error.cause?.code})`;
    // Every failure of a request is a RequestException; a mistake of the program is a TypeError.
    if (!(error instanceof RequestException)) throw error;
    switch (error.code) {
      case 'JSON_DECODE_ERROR':
        return `Not JSON, but ${error.response.headers.get('content-type')}`;
      case 'TOO_MANY_REDIRECTS':
        return 'Round and round';
      default:
        return `${error.code}: ${error.message}`;
    }
  }
}

export async function main(baseUrl = 'https://httpbin.org') {
  console.log(await tell(`${baseUrl}/status/404`));
  console.log(await tell(`${baseUrl}/delay/3`, { timeout: { read: 50 } }));
  console.log(await tell('http://127.0.0.1:9/'));
  console.log(await tell(`${baseUrl}/html`));
  console.log(await tell(`${baseUrl}/redirect/40`));
  console.log(await tell('httpbin.org/get'));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv[2]);
