// A session keeps cookies, and they can be kept for the next run:  node examples/login.mjs [BASE]
import { pathToFileURL } from 'node:url';
import { CookieJar, Session } from '@req/requests';

export async function main(baseUrl = 'https://httpbin.org') {
  const session = new Session({ baseUrl, headers: { 'X-App': 'example' }, timeout: { connect: 5_000, total: 30_000 } });
  try {
    // The server sets a cookie and redirects. The session follows, and sends the cookie.
    const login = await session.get('/cookies/set', { params: { token: 'abc' } });
    login.raiseForStatus();
    console.log('redirects:', login.history.length, 'cookies:', session.cookies.toRecord());

    // Credentials of the session go with every request to its origin, and to no other.
    session.auth = ['user', 'passwd'];
    const account = await session.get('/basic-auth/user/passwd');
    console.log('account:', account.raiseForStatus().json().user);

    // What the session knows, as JSON, and a session that starts from there.
    const saved = JSON.stringify(session.cookies);
    session.cookies = CookieJar.fromJSON(JSON.parse(saved));
    console.log('after restart:', (await session.get('/cookies')).json().cookies);
  } finally {
    await session.close();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv[2]);
