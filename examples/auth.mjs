// Basic, Bearer and Digest authentication, and an API key:  node examples/auth.mjs [BASE]
import { pathToFileURL } from 'node:url';
import { chainAuth, HTTPBearerAuth, HTTPDigestAuth, Session } from '@req/requests';

/** Authentication can be a function that changes the request. */
function apiKey(prepared) {
  prepared.headers.set('X-Api-Key', 'secret');
}

export async function main(baseUrl = 'https://httpbin.org') {
  const session = new Session({ baseUrl });

  const basic = await session.get('/basic-auth/ada/secret', { auth: ['ada', 'secret'] });
  console.log('basic:', basic.json().user);

  const bearer = await session.get('/bearer', { auth: new HTTPBearerAuth('token') });
  console.log('bearer:', bearer.json().authenticated);

  const digest = await session.get('/digest-auth/auth/ada/secret', { auth: new HTTPDigestAuth('ada', 'secret') });
  console.log('digest:', digest.json().user);

  // For every request of the session. Credentials never follow a redirect to another origin.
  session.auth = chainAuth(new HTTPBearerAuth('token'), apiKey);
  const { headers } = (await session.get('/headers')).json();
  console.log('both:', headers.Authorization, headers['X-Api-Key']);

  await session.close();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv[2]);
