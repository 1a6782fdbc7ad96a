import { describe, expect, test } from '@jest/globals';
import { ConnectionError, FunctionTransport, Session } from '@req/core';
import { markStale } from '@req/core/transport';

/** Responds to the second request. The first one meets a connection that the server was closing. */
function staleOnce(): { readonly session: Session; readonly seen: string[] } {
  const seen: string[] = [];
  const transport = new FunctionTransport((request) => {
    seen.push(request.method);
    if (seen.length === 1) throw markStale(new ConnectionError('The connection broke.'));
    return { body: 'ok' };
  });
  return { session: new Session({ transport, trustEnv: false }), seen };
}

describe('a connection that the server closed while it was idle', () => {
  test.each(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'])('%s is sent once more', async (method) => {
    const { session, seen } = staleOnce();
    expect((await session.request(method, 'http://a.test/')).statusCode).toBe(200);
    expect(seen).toEqual([method, method]);
  });

  test.each(['POST', 'PATCH', 'PURGE'])('%s is not sent again: the server may have acted on it', async (method) => {
    const { session, seen } = staleOnce();
    await expect(session.request(method, 'http://a.test/')).rejects.toThrow(ConnectionError);
    expect(seen).toEqual([method]);
  });

  test('a body that can be read only once is not sent again', async () => {
    const { session, seen } = staleOnce();
    async function* pieces(): AsyncGenerator<string> {
      yield 'a';
    }
    await expect(session.put('http://a.test/', { data: pieces() })).rejects.toThrow(ConnectionError);
    expect(seen).toEqual(['PUT']);
  });

  test('any other broken connection is an error at once, as in Requests', async () => {
    let count = 0;
    const transport = new FunctionTransport(() => {
      count++;
      throw new ConnectionError('reset');
    });
    await expect(new Session({ transport, trustEnv: false }).get('http://a.test/')).rejects.toThrow(ConnectionError);
    expect(count).toBe(1);
  });
});
