// Cookies that outlive the program:  node examples/cookies-on-disk.mjs [BASE] [FILE]
import { readFile, writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { CookieJar, Session } from '@req/requests';

/** As JSON. For the cookies.txt of curl and wget: `CookieJar.fromNetscape(text)` and `jar.toNetscape()`. */
async function readCookies(path) {
  try {
    return CookieJar.fromJSON(await readFile(path, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return new CookieJar(); // the first run
    throw error;
  }
}

export async function main(baseUrl = 'https://httpbin.org', path = 'cookies.json') {
  const session = new Session({ baseUrl, cookies: await readCookies(path) });
  const before = session.cookies.get('visits') ?? 0;
  await session.get('/cookies/set', { params: { visits: Number(before) + 1 } });
  console.log('visits before:', before, 'and now:', session.cookies.get('visits'));

  // Only the owner may read it: cookies are as good as a password.
  await writeFile(path, JSON.stringify(session.cookies), { mode: 0o600 });
  await session.close();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv[2], process.argv[3]);
