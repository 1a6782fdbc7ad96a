import { describe, expect, test } from '@jest/globals';
import { FunctionTransport, Session, Timeout } from '../../src/index.ts';

/** Redirects to itself endlessly. */
function endless(): Session {
  const transport = new FunctionTransport(async ({ signal }) => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (signal?.aborted) throw signal.reason;
    return { status: 302, headers: { Location: '/again' }, body: 'moved' };
  });
  return new Session({ transport, trustEnv: false, maxRedirects: 100 });
}

describe('timeout.total', () => {
  const timeout = { total: 60 };

  test('covers redirects', async () => {
    await expect(endless().get('http://a.test/', { timeout })).rejects.toBeInstanceOf(Timeout);
  });

  test('also when the body is streamed', async () => {
    await expect(endless().get('http://a.test/', { timeout, stream: true })).rejects.toBeInstanceOf(Timeout);
  });

  test('also with a progress listener', async () => {
    const onDownloadProgress = (): void => {};
    await expect(endless().get('http://a.test/', { timeout, onDownloadProgress })).rejects.toBeInstanceOf(Timeout);
  });
});
