// Do not wait for ever, and stop on request:  node examples/timeouts.mjs [BASE]
import { pathToFileURL } from 'node:url';
import { AbortError, ConnectTimeout, Session, Timeout } from '@req/requests';

export async function main(baseUrl = 'https://httpbin.org') {
  // In milliseconds: to connect, for each wait for bytes, and for everything.
  const session = new Session({ baseUrl, timeout: { connect: 3_000, read: 10_000, total: 30_000 } });

  try {
    await session.get('/delay/5', { timeout: { total: 50 } }); // The session's connect and read timeouts stay.
  } catch (error) {
    if (error instanceof ConnectTimeout) console.log('No connection; trying again is safe.');
    else if (error instanceof Timeout) console.log('Too slow:', error.code);
    else throw error;
  }

  const controller = new AbortController();
  setTimeout(() => controller.abort(new Error('The user went away')), 50);
  try {
    await session.get('/delay/5', { signal: controller.signal });
  } catch (error) {
    if (!(error instanceof AbortError)) throw error;
    console.log('Stopped:', error.cause.message);
  }
  await session.close();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv[2]);
