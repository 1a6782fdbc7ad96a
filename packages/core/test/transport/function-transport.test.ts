import { describe, expect, test } from '@jest/globals';
import { transportRequest } from '@req/transport-conformance';
import {
  ConnectionError,
  FunctionTransport,
  HeaderMap,
  observe,
  ReadTimeout,
  type RequestOptions,
  retry,
  Session,
  type ShortResponse,
  Timeout,
} from '../../src/index.ts';
import { failure, played } from '../played.ts';

describe('FunctionTransport keeps timeouts and signals as every transport does', () => {
  /** Yields one chunk and then hangs; records whether it was returned early. */
  const stuck = (noted: { returned: boolean }): AsyncIterable<Uint8Array> => {
    let first = true;
    return {
      [Symbol.asyncIterator]: () => ({
        next() {
          if (!first) return new Promise(() => {});
          first = false;
          return Promise.resolve({ done: false, value: new Uint8Array(1) });
        },
        async return() {
          noted.returned = true;
          return { done: true, value: undefined };
        },
      }),
    };
  };

  test.each<[string, () => RequestOptions, new (...args: never[]) => Error]>([
    ['timeout.read', () => ({ timeout: 30 }), ReadTimeout],
    ['timeout.total', () => ({ timeout: { total: 30 } }), Timeout],
    ['a signal', () => ({ signal: AbortSignal.timeout(30) }), Timeout],
  ])('%s applies while a body is read', async (_what, options, kind) => {
    for (const stream of [false, true]) {
      const noted = { returned: false };
      const { session } = played([{ body: stuck(noted) }]);
      const call = session.get('http://a.test/', { ...options(), stream }).then((r) => r.read());
      expect(await failure(call)).toBeInstanceOf(kind);
      expect(noted.returned).toBe(true);
    }
  });

  test('also before the head of a response', async () => {
    const transport = new FunctionTransport(() => new Promise(() => {}));
    const session = new Session({ transport, trustEnv: false });
    const error = await failure(session.get('http://a.test/', { timeout: 30 }));
    expect(error).toBeInstanceOf(ReadTimeout);
    expect(error).not.toBeInstanceOf(ConnectionError);
    expect(error.message).toBe('a.test sent nothing for 30 ms. Timeouts are in milliseconds.');
  });
});

test('a handler may pass on what another transport responded, through wrappers too', async () => {
  const trailers = Promise.resolve(new HeaderMap());
  const replies: ShortResponse[] = [{ status: 503 }, { body: (async function* () {})(), facts: { fromCache: true } }];
  const { transport } = played(replies);
  const inner = retry(observe(transport, {}), { statusForcelist: [503] });
  const outer = new FunctionTransport(async (request) => ({ ...(await inner.send(request)), trailers }));
  const response = await outer.send(transportRequest({ url: 'http://a.test/' }));
  expect(response).toMatchObject({ status: 200, facts: { attempts: 2, fromCache: true } });
  expect(response.trailers).toBe(trailers);
});

describe('the short form of a response', () => {
  const answered = (reply: ShortResponse) => played([reply]).session.get('http://a.test/');

  test.each<[string, ShortResponse, [number, string, string]]>([
    ['nothing is an empty 200', {}, [200, 'OK', '']],
    ['a status brings its phrase', { status: 404 }, [404, 'Not Found', '']],
    ['unless another is given', { status: 404, reason: 'Gone fishing' }, [404, 'Gone fishing', '']],
    ['a status that nobody knows has none', { status: 299 }, [299, '', '']],
    ['text is UTF-8', { body: 'é', headers: { 'Content-Type': 'text/plain; charset=utf-8' } }, [200, 'OK', 'é']],
    ['json is JSON', { json: { a: 1 } }, [200, 'OK', '{"a":1}']],
  ])('%s', async (_what, reply, [status, reason, text]) => {
    const r = await answered(reply);
    expect([r.statusCode, r.reason, r.text]).toEqual([status, reason, text]);
  });

  test('json has its Content-Type, unless another is given', async () => {
    expect((await answered({ json: 1 })).headers.get('content-type')).toBe('application/json');
    const typed = { json: 1, headers: { 'Content-Type': 'application/hal+json' } };
    expect((await answered(typed)).headers.getAll('content-type')).toEqual(['application/hal+json']);
  });

  test('a handler that returns no response, or is not a function, raises a TypeError', async () => {
    const transport = new FunctionTransport(() => undefined as never);
    await expect(new Session({ transport, trustEnv: false }).get('http://a.test/')).rejects.toThrow(TypeError);
    expect(() => new FunctionTransport({} as never)).toThrow(TypeError);
  });

  test('a call rejects with what the handler throws', async () => {
    const error = new ConnectionError('refused');
    const { session } = played([error]);
    expect(await failure<ConnectionError>(session.get('http://a.test/'))).toBe(error);
    expect(error.request?.url).toBe('http://a.test/');
  });
});

describe('a response of the Fetch standard', () => {
  const answered = async (response: unknown) => {
    const transport = new FunctionTransport(() => response as globalThis.Response);
    return new Session({ transport, trustEnv: false }).get('http://a.test/');
  };

  test('is used with its status, headers and body', async () => {
    const r = await answered(
      globalThis.Response.json({ a: 1 }, { status: 201, statusText: 'Made', headers: { 'X-A': 'b' } }),
    );
    expect([r.statusCode, r.reason, r.headers.get('x-a'), r.json()]).toEqual([201, 'Made', 'b', { a: 1 }]);
    expect(r.headers.get('content-type')).toBe('application/json');
  });

  test('keeps its Set-Cookie lines separate', async () => {
    const headers = new Headers([
      ['Set-Cookie', 'a=1'],
      ['Set-Cookie', 'b=2'],
    ]);
    const r = await answered(new globalThis.Response('x', { headers }));
    expect(r.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(r.cookies.toRecord()).toEqual({ a: '1', b: '2' });
  });

  test.each<[string, () => globalThis.Response, string]>([
    ['text', () => new globalThis.Response('é'), 'é'],
    ['bytes', () => new globalThis.Response(new Uint8Array([65])), 'A'],
    ['a Blob', () => new globalThis.Response(new Blob(['b'])), 'b'],
    ['a stream', () => new globalThis.Response(new Blob(['s']).stream()), 's'],
    ['none', () => new globalThis.Response(null, { status: 204 }), ''],
  ])('with a body of %s', async (_what, make, text) => {
    const r = await answered(make());
    expect(Buffer.from(r.content).toString()).toBe(text);
  });

  test('without a reason gets the phrase of its status', async () => {
    expect((await answered(new globalThis.Response('', { status: 404 }))).reason).toBe('Not Found');
  });

  test('from the network has a decoded body, whatever its headers say', async () => {
    const response = new globalThis.Response('plain', {
      headers: { 'Content-Encoding': 'gzip', 'Content-Length': '99' },
    });
    Object.defineProperty(response, 'url', { value: 'http://b.test/' });
    expect((await answered(response)).text).toBe('plain');
  });

  test('that was read, or is Response.error(), is refused', async () => {
    const read = new globalThis.Response('x');
    await read.text();
    await expect(answered(read)).rejects.toThrow(TypeError);
    await expect(answered(globalThis.Response.error())).rejects.toThrow(ConnectionError);
  });

  test('is recognized by its tag, not by properties of Object.prototype', async () => {
    const lent = { arrayBuffer: () => {}, status: 500, bodyUsed: true };
    Object.assign(Object.prototype, lent);
    try {
      expect((await answered({ json: 1 })).statusCode).toBe(200);
    } finally {
      for (const name of Object.keys(lent)) Reflect.deleteProperty(Object.prototype, name);
    }
  });
});
