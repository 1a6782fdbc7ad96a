// Another transport for each URL prefix:  node examples/mount.mjs [BASE]
import { pathToFileURL } from 'node:url';
import { FunctionTransport, retry, Session } from '@req/requests';
import { HttpTransport } from '@req/transport-http';
import { UndiciTransport } from '@req/transport-undici';
import { HERE } from './server.mjs';

export async function main(baseUrl = HERE) {
  const session = new Session({ transport: new UndiciTransport() });

  // The longest prefix that fits wins, as with Requests' adapters. Redirects choose again.
  session.mount(`${baseUrl}/busy`, retry(new HttpTransport(), { total: 5, statusForcelist: [503] }));
  session.mount('https://feature-flags.example/', new FunctionTransport(() => ({ json: { darkMode: true } })));

  console.log(session.getTransport(`${baseUrl}/users`).name, (await session.get(`${baseUrl}/users`)).statusCode);
  console.log(session.getTransport(`${baseUrl}/busy`).name, (await session.get(`${baseUrl}/busy`)).statusCode);
  console.log((await session.get('https://feature-flags.example/mine')).json());

  await session.close(); // Closes them all.
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv[2]);
