// Where a request went, and how not to go there:  node examples/redirects.mjs [BASE]
import { pathToFileURL } from 'node:url';
import { Session, TooManyRedirects } from '@req/requests';

export async function main(baseUrl = 'https://httpbin.org') {
  const session = new Session({ baseUrl });

  const followed = await session.get('/redirect/2');
  for (const r of [...followed.history, followed]) console.log(r.statusCode, new URL(r.url).pathname);

  // Step by step: `next` is the request that would follow.
  let r = await session.get('/redirect/2', { allowRedirects: false });
  while (r.next !== null) {
    console.log('would go to', new URL(r.next.url).pathname);
    r = await session.send(r.next, { allowRedirects: false });
  }

  session.maxRedirects = 3;
  try {
    await session.get('/redirect/9');
  } catch (error) {
    if (!(error instanceof TooManyRedirects)) throw error;
    console.log(error.message);
  }
  await session.close();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv[2]);
