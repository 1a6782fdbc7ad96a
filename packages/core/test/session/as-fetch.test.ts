import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { AbortError, ConnectionError, RequestException, type SessionOptions } from '../../src/index.ts';
import { failure, pieces, played, REDIRECT, type Reply } from '../played.ts';

const fetching = (replies: Reply[] = [], options: Partial<SessionOptions> = {}) => {
  const { session, lines, sent } = played(replies, options);
  return { session, lines, sent, fetch: session.asFetch() };
};

describe('a session as a fetch', () => {
  test('sends what fetch would, with the session’s headers, cookies and auth', async () => {
    const { fetch, lines } = fetching([], { headers: { 'X-S': '1' }, auth: ['u', 'p'], cookies: { c: '1' } });
    await fetch('http://a.test/x?y', { headers: { 'X-A': '1' } });
    expect(lines()).toEqual(['GET http://a.test/x?y {X-S: 1, x-a: 1, Cookie: c=1, Authorization: Basic dTpw}']);
  });

  test('resolves to a Response of the platform', async () => {
    const { fetch } = fetching([{ status: 201, reason: 'Made', headers: { 'X-A': '1' }, json: { a: 1 } }]);
    const r = await fetch('http://a.test/x#f');
    expect(r).toBeInstanceOf(globalThis.Response);
    expect([r.status, r.statusText, r.ok, r.url, r.redirected]).toEqual([201, 'Made', true, 'http://a.test/x', false]);
    expect([r.headers.get('x-a'), r.headers.get('content-type')]).toEqual(['1', 'application/json']);
    expect(await r.json()).toEqual({ a: 1 });
  });

  test('keeps cookies in the session', async () => {
    const { fetch, lines } = fetching([
      {
        headers: [
          ['Set-Cookie', 'a=1'],
          ['Set-Cookie', 'b=2'],
        ],
      },
    ]);
    const r = await fetch('http://a.test/');
    expect(r.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    await fetch('http://a.test/');
    expect(lines()[1]).toBe('GET http://a.test/ {Cookie: a=1; b=2}');
  });

  test('accepts a URL object and a Request', async () => {
    const { fetch, lines } = fetching();
    await fetch(new URL('http://a.test/u'));
    await fetch(new globalThis.Request('http://a.test/r', { method: 'PUT', body: 'x', headers: { 'X-A': '1' } }));
    await fetch(new globalThis.Request('http://a.test/r'), { method: 'DELETE' });
    expect(lines()).toEqual([
      'GET http://a.test/u',
      "PUT http://a.test/r {content-type: text/plain;charset=UTF-8, x-a: 1, Content-Length: 1} 'x'",
      'DELETE http://a.test/r {Content-Length: 0}',
    ]);
  });

  test('has options for all its requests', async () => {
    const { session, sent } = played();
    await session.asFetch({ timeout: 500, params: { v: 1 } })('http://a.test/');
    expect([sent[0]?.url, sent[0]?.request.timeout.read]).toEqual(['http://a.test/?v=1', 500]);
  });
});

describe('bodies', () => {
  const form = new FormData();
  form.append('a', '1');
  test.each<[string, NonNullable<globalThis.RequestInit['body']>, RegExp]>([
    ['text', 'hé', /^POST \S+ \{content-type: text\/plain;charset=UTF-8, Content-Length: 3\} 'hé'$/],
    ['JSON text', '{"a":1}', /Content-Length: 7\} '\{"a":1\}'$/],
    ['bytes', new TextEncoder().encode('abc'), /^POST \S+ \{Content-Length: 3\} 'abc'$/],
    [
      'URLSearchParams',
      new URLSearchParams('a=1 2'),
      /\{content-type: application\/x-www-form-urlencoded;charset=UTF-8, Content-Length: 5\} 'a=1\+2'$/,
    ],
    ['a Blob', new Blob(['abc'], { type: 't/p' }), /\{content-type: t\/p, Content-Length: 3\} 'abc'$/],
    [
      'FormData',
      form,
      /\{content-type: multipart\/form-data; boundary=(\S+), Content-Length: \d+\} '--\1\r\n[^']*name="a"\r\n\r\n1\r\n--\1--/,
    ],
    ['a stream', new Blob(['abc']).stream(), /^POST \S+ \{Transfer-Encoding: chunked\} 'abc'$/],
  ])('%s', async (_what, body, line) => {
    const { fetch, lines } = fetching();
    await fetch('http://a.test/', { method: 'POST', body, ...(body instanceof ReadableStream && { duplex: 'half' }) });
    expect(lines()[0]).toMatch(line);
  });

  test('of a response are streamed, and decoded', async () => {
    const body = gzipSync('hello');
    const { fetch } = fetching([
      { headers: { 'Content-Encoding': 'gzip', 'Content-Length': String(body.length) }, body },
    ]);
    const r = await fetch('http://a.test/');
    expect(r.headers.get('content-length')).toBeNull();
    expect(await r.text()).toBe('hello');
  });

  test('that are not compressed keep their Content-Length', async () => {
    const { fetch } = fetching([{ headers: { 'Content-Length': '5' }, body: 'hello' }]);
    expect((await fetch('http://a.test/')).headers.get('content-length')).toBe('5');
  });

  test.each<[string, Partial<SessionOptions>]>([
    ['sent', {}],
    ['refused before it is sent', { allowHosts: ['b.test'] }],
  ])('as an iterable: what a request that was %s has opened is returned', async (_what, options) => {
    const { fetch, lines } = fetching([], options);
    let open = 0;
    const body = {
      async *[Symbol.asyncIterator]() {
        yield Buffer.from('abc');
      },
    };
    const iterators = {
      [Symbol.asyncIterator]() {
        open++;
        const iterator = body[Symbol.asyncIterator]();
        return {
          async next() {
            const result = await iterator.next();
            if (result.done === true) open--;
            return result;
          },
          async return() {
            open--;
            return iterator.return(undefined);
          },
        };
      },
    };
    const call = fetch('http://a.test/', { method: 'POST', body: iterators as never, duplex: 'half' } as never);
    if (options.allowHosts === undefined) {
      await call;
      expect(lines()[0]).toMatch(/^POST \S+ \{Transfer-Encoding: chunked\} 'abc'$/);
    } else expect((await failure(call)).message).toBe('fetch failed');
    expect(open).toBe(0);
  });

  test('of a response arrive chunk by chunk and can be cancelled', async () => {
    let returned = false;
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield new TextEncoder().encode('x');
      } finally {
        returned = true;
      }
    }
    const { fetch } = fetching([{ body: endless() }]);
    const reader = ((await fetch('http://a.test/')).body as ReadableStream<Uint8Array>).getReader();
    expect((await reader.read()).value).toHaveLength(1);
    await reader.cancel();
    expect(returned).toBe(true);
  });

  test.each([[204], [205], [304]])('a %i has none', async (status) => {
    const { fetch } = fetching([{ status }]);
    const r = await fetch('http://a.test/');
    expect([r.status, r.body]).toEqual([status, null]);
  });

  test('a HEAD has none', async () => {
    const { fetch } = fetching([{ headers: { 'Content-Length': '5' } }]);
    expect((await fetch('http://a.test/', { method: 'HEAD' })).body).toBeNull();
  });

  test.each([[600], [999]])('a status of %i, which the Fetch standard does not allow, is kept', async (status) => {
    const { fetch } = fetching([{ status }]);
    expect((await fetch('http://a.test/')).status).toBe(status);
  });
});

describe('redirects', () => {
  test('are followed; `redirected` is true', async () => {
    const { fetch } = fetching([REDIRECT('/y'), { body: 'there' }]);
    const r = await fetch('http://a.test/x');
    expect([r.redirected, r.url, await r.text()]).toEqual([true, 'http://a.test/y', 'there']);
  });

  test("with 'manual' are returned", async () => {
    const { fetch, sent } = fetching([REDIRECT('/y')]);
    const r = await fetch('http://a.test/x', { redirect: 'manual' });
    expect([r.status, r.headers.get('location'), sent.length]).toEqual([302, '/y', 1]);
  });

  test("with 'error' reject", async () => {
    const { fetch, sent } = fetching([REDIRECT('/y')]);
    await expect(fetch('http://a.test/x', { redirect: 'error' })).rejects.toThrow(TypeError);
    expect(sent).toHaveLength(1);
  });

  test('with a text body send it again where a redirect says so', async () => {
    const { fetch, sent } = fetching([REDIRECT('/y', 307)]);
    await fetch('http://a.test/x', { method: 'POST', body: 'abc' });
    expect(sent.map(({ body }) => body)).toEqual(['abc', 'abc']);
  });
});

describe('failures are those of fetch', () => {
  test('a TypeError with the exception as cause', async () => {
    const cause = new ConnectionError('refused');
    const { fetch } = fetching([cause]);
    const error = await failure(fetch('http://a.test/'));
    expect(error).toBeInstanceOf(TypeError);
    expect([error.message, error.cause]).toEqual(['fetch failed', cause]);
    expect(error.cause).toBeInstanceOf(RequestException);
  });

  test('an error status is not a failure', async () => {
    const { fetch } = fetching([{ status: 500 }]);
    expect((await fetch('http://a.test/')).ok).toBe(false);
  });

  test('an aborted one rejects with the reason of its signal', async () => {
    const { fetch, sent } = fetching([
      ({ signal }) => new Promise((resolve) => signal?.addEventListener('abort', () => resolve({}))),
    ]);
    const controller = new AbortController();
    const reason = new Error('enough');
    const failed = failure(fetch('http://a.test/', { signal: controller.signal }));
    controller.abort(reason);
    expect(await failed).toBe(reason);
    const aborted = await failure(fetch('http://a.test/', { signal: AbortSignal.abort() }));
    expect(aborted.name).toBe('AbortError');
    expect(aborted).not.toBeInstanceOf(AbortError);
    expect(sent.length).toBeLessThanOrEqual(1);
  });

  test('a body that breaks off is a failure too', async () => {
    const broken = new ConnectionError('broke off');
    const { fetch } = fetching([{ body: pieces('a', broken) }]);
    await expect((await fetch('http://a.test/')).text()).rejects.toThrow('broke off');
  });
});

test('an SDK that takes a fetch works over a session', async () => {
  class Sdk {
    readonly #fetch: typeof globalThis.fetch;
    constructor(options: { fetch: typeof globalThis.fetch }) {
      this.#fetch = options.fetch;
    }
    async create(name: string): Promise<unknown> {
      const request = new globalThis.Request('http://a.test/items', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Authorization: 'Bearer t' },
        body: JSON.stringify({ name }),
      });
      const response = await this.#fetch(request);
      if (!response.ok) throw new Error(await response.text());
      return response.json();
    }
  }
  const { fetch, lines } = fetching([{ status: 201, json: { id: 1 } }]);
  expect(await new Sdk({ fetch }).create('x')).toEqual({ id: 1 });
  expect(lines()[0]).toContain(
    `authorization: Bearer t, content-type: application/json, Content-Length: 12} '{"name":"x"}'`,
  );
});

describe('properties of Object.prototype are not members of the init', () => {
  const lent: Readonly<Record<string, unknown>> = {
    url: 'http://evil.test/',
    href: 'http://evil.test/',
    method: 'PUT',
    headers: { 'X-Evil': '1' },
    body: 'evil',
    redirect: 'error',
    mode: 'no-cors',
    credentials: 'omit',
    cache: 'only-if-cached',
    referrer: 'http://evil.test/',
    referrerPolicy: 'unsafe-url',
    integrity: 'sha256-x',
    keepalive: true,
    duplex: 'full',
    priority: 'high',
    window: {},
    signal: AbortSignal.abort(),
    dispatcher: {},
    agent: {},
    getReader: () => {},
    start: () => {
      throw new Error('evil');
    },
    type: 'evil',
    autoAllocateChunkSize: -1,
    size: () => Number.NaN,
    highWaterMark: -1,
    status: 500,
    statusText: 'evil',
    timeout: 1,
    params: { evil: '1' },
    allowRedirects: false,
  };

  test.each(Object.keys(lent))('%s', async (name) => {
    const { fetch, lines } = fetching([REDIRECT('/on'), { body: 'text' }, { body: 'text' }, { body: 'text' }]);
    // Created before the pollution: the platform's own constructors are not ours to protect.
    const request = new globalThis.Request('http://a.test/r');
    Object.defineProperty(Object.prototype, name, {
      value: lent[name],
      configurable: true,
      enumerable: true,
      writable: true,
    });
    let texts: string[];
    try {
      const responses = [
        await fetch(new URL('http://a.test/u')),
        await fetch('http://a.test/t', {}),
        await fetch(request),
      ];
      texts = await Promise.all(responses.map((response) => response.text()));
    } finally {
      Reflect.deleteProperty(Object.prototype, name);
    }
    expect(texts).toEqual(['text', 'text', 'text']);
    expect(lines()).toEqual([
      'GET http://a.test/u',
      'GET http://a.test/on',
      'GET http://a.test/t',
      'GET http://a.test/r',
    ]);
  });
});

describe('the members of the init', () => {
  test('that the standard does not know are ignored: SDKs have their own', async () => {
    const { fetch, lines } = fetching();
    const init = { method: 'DELETE', agent: {}, next: { revalidate: 1 }, compress: true, dispatcher: undefined };
    await fetch('http://a.test/', init as object);
    expect(lines()).toEqual(['DELETE http://a.test/ {Content-Length: 0}']);
  });

  test.each([
    ['a dispatcher', { dispatcher: { dispatch: () => true } }],
    ['an integrity', { integrity: 'sha256-x' }],
  ])('%s is refused, as it would have no effect', async (_what, init) => {
    const { fetch, sent } = fetching();
    await expect(fetch('http://a.test/', init as object)).rejects.toThrow(/would have no effect/);
    expect(sent).toEqual([]);
  });

  test('may come from the class of an instance or of a Request', async () => {
    const { fetch, lines } = fetching();
    class Init {
      readonly #method = 'PUT';
      get method(): string {
        return this.#method;
      }
    }
    await fetch('http://a.test/', new Init());
    await fetch('http://a.test/', new globalThis.Request('http://b.test/', { method: 'PATCH' }) as RequestInit);
    expect(lines()).toEqual(['PUT http://a.test/ {Content-Length: 0}', 'PATCH http://a.test/ {Content-Length: 0}']);
  });

  test('allowRedirects: false of asFetch applies to all requests', async () => {
    const { session } = played([REDIRECT('/on')]);
    expect((await session.asFetch({ allowRedirects: false })('http://a.test/')).status).toBe(302);
  });
});
