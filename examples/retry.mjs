// Try again, and wait in between:  node examples/retry.mjs [BASE]
import { pathToFileURL } from 'node:url';
import { RetryError, retry, Session } from '@req/requests';
import { UndiciTransport } from '@req/transport-undici';
import { HERE } from './server.mjs';

export async function main(baseUrl = HERE) {
  const transport = retry(new UndiciTransport(), {
    total: 3, // Of requests that may be repeated: a POST only if `allowedMethods` has it.
    statusForcelist: [429, 502, 503, 504],
    backoffFactor: 100, // No wait, then 200 ms, 400 ms …, unless the server says otherwise in Retry-After.
    backoffJitter: 50, // Up to 50 ms more, so that not all clients come back at once.
    retryAfterMax: 60_000,
    onRetry: ({ number, reason, wait }) => console.log(`retry ${number} (${reason}) in ${wait} ms`),
  });
  // The total holds for all attempts together.
  const session = new Session({ transport, baseUrl, timeout: { connect: 3_000, read: 10_000, total: 60_000 } });
  try {
    const r = await session.get('/busy');
    console.log(r.statusCode, r.json(), 'after', r.facts.attempts, 'attempts');
  } catch (error) {
    if (!(error instanceof RetryError)) throw error;
    console.log('Gave up:', error.message, error.response?.statusCode);
  } finally {
    await session.close();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv[2]);
