import { expect, jest, test } from '@jest/globals';
import { RequestException } from '@req/core';
import { transportRequest } from '@req/transport-conformance';

test('an undici that cannot be loaded is an exception that says so, and close() succeeds', async () => {
  const load = () => {
    throw new TypeError('webidl is not available');
  };
  jest.unstable_mockModule('../src/load-undici.cjs', () => ({ default: load }));
  const { UndiciTransport } = await import('../src/index.ts');
  const transport = new UndiciTransport();
  const sent = transport.send(transportRequest({ url: 'http://127.0.0.1:9/' }));
  const error = await sent.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(RequestException);
  expect(String(error)).toMatch(
    /undici cannot be loaded on Node \d+.*\(webidl is not available\).*undici 7 runs on Node 20/,
  );
  await transport.close();
});
