import { describe, expect, test } from '@jest/globals';
import { StreamBody } from '../../src/body/stream-body.ts';
import {
  ConnectionError,
  type HookContext,
  type PreparedRequest,
  Request,
  type RequestException,
  Response,
  Session,
  Timeout,
} from '../../src/index.ts';
import { failure, played, REDIRECT } from '../played.ts';

/** A hook that records its name and the status it saw. */
const noting =
  (seen: string[], name: string) =>
  (response: Response): void => {
    seen.push(`${name} ${response.statusCode}`);
  };

describe('a response hook is called with the response and the settings of the request', () => {
  test('once, with stream, timeout, verify, cert and proxies', async () => {
    const { session } = played();
    const contexts: HookContext[] = [];
    const response = (_: Response, context: HookContext): void => {
      contexts.push(context);
    };
    await session.get('http://a.test/', { hooks: { response }, timeout: 5000, stream: true, verify: false });
    expect(contexts).toEqual([
      { stream: true, timeout: { connect: 5000, read: 5000, total: null }, verify: false, cert: null, proxies: {} },
    ]);
  });

  test('several in order, each after the previous one has finished', async () => {
    const seen: string[] = [];
    const slow = async (response: Response): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      seen.push(`slow ${response.statusCode}`);
    };
    const { session } = played();
    await session.get('http://a.test/', { hooks: { response: [slow, noting(seen, 'fast')] } });
    expect(seen).toEqual(['slow 200', 'fast 200']);
  });

  test('once for each redirect, before it is followed', async () => {
    const seen: string[] = [];
    const { session } = played([REDIRECT('/b')]);
    await session.get('http://a.test/', { hooks: { response: noting(seen, 'hook') } });
    expect(seen).toEqual(['hook 302', 'hook 200']);
  });

  test('before a streamed body is read', async () => {
    const { session } = played([{ body: (async function* () {})() }]);
    let read = true;
    const response = (r: Response): void => {
      try {
        r.content;
      } catch {
        read = false;
      }
    };
    await session.get('http://a.test/', { hooks: { response }, stream: true });
    expect(read).toBe(false);
  });
});

describe('a hook may return another response', () => {
  const replacement = (): Response => new Response({ statusCode: 299, reason: 'Replaced', body: 'R' });

  test('which the next hook and the caller get', async () => {
    const seen: string[] = [];
    const { session } = played();
    const r = await session.get('http://a.test/', { hooks: { response: [replacement, noting(seen, 'next')] } });
    expect([r.statusCode, r.reason, r.text]).toEqual([299, 'Replaced', 'R']);
    expect(seen).toEqual(['next 299']);
  });

  test('asynchronously', async () => {
    const { session } = played();
    const r = await session.get('http://a.test/', { hooks: { response: async () => replacement() } });
    expect(r.statusCode).toBe(299);
  });

  test('null and undefined keep the response, anything else throws TypeError', async () => {
    const { session } = played();
    expect((await session.get('http://a.test/', { hooks: { response: () => null } })).statusCode).toBe(200);
    for (const other of [0, 'x', {}]) {
      await expect(session.get('http://a.test/', { hooks: { response: (() => other) as never } })).rejects.toThrow(
        TypeError,
      );
    }
  });

  test('or change a redirect through its headers', async () => {
    const { session, lines } = played([REDIRECT('/b'), {}, REDIRECT('/b')]);
    const elsewhere = (r: Response): void => {
      if (r.isRedirect) r.headers.set('Location', '/z');
    };
    await session.get('http://a.test/', { hooks: { response: elsewhere } });
    const stop = (r: Response): void => {
      r.headers.delete('Location');
    };
    expect((await session.get('http://a.test/', { hooks: { response: stop } })).statusCode).toBe(302);
    expect(lines()).toEqual(['GET http://a.test/', 'GET http://a.test/z', 'GET http://a.test/']);
  });

  test('or send the request again', async () => {
    const { session, lines } = played([{ status: 503 }]);
    const again = (r: Response): Promise<Response> | void => {
      if (r.statusCode === 503 && r.request !== null) return session.send(r.request);
    };
    expect((await session.get('http://a.test/', { hooks: { response: again } })).statusCode).toBe(200);
    expect(lines()).toEqual(['GET http://a.test/', 'GET http://a.test/']);
  });
});

test('the call rejects with the error of a hook', async () => {
  const { session } = played();
  const error = new Error('of the hook');
  const response = (): never => {
    throw error;
  };
  expect(await failure(session.get('http://a.test/', { hooks: { response } }))).toBe(error);
});

describe("a request's hooks replace the session's", () => {
  test.each<[string, object | undefined, string[]]>([
    ['none', undefined, ['session 200']],
    ['an empty list', { response: [] }, ['session 200']],
    ['null', { response: null }, ['session 200']],
    ['no function', { response: 5 as never }, ['session 200']],
  ])('%s keeps the hooks of the session', async (_what, hooks, called) => {
    const seen: string[] = [];
    const { session } = played([], { hooks: { response: noting(seen, 'session') } });
    await session.get('http://a.test/', hooks === undefined ? {} : { hooks });
    expect(seen).toEqual(called);
  });

  test('one hook does', async () => {
    const seen: string[] = [];
    const { session } = played([], { hooks: { response: noting(seen, 'session') } });
    await session.get('http://a.test/', { hooks: { response: noting(seen, 'request') } });
    session.hooks = { response: [noting(seen, 'changed')] };
    await session.get('http://a.test/');
    session.hooks = null;
    await session.get('http://a.test/');
    expect(seen).toEqual(['request 200', 'changed 200']);
  });

  test('anything in a list that is not a function is ignored', async () => {
    const seen: string[] = [];
    const { session } = played();
    await session.get('http://a.test/', { hooks: { response: [noting(seen, 'h'), 5 as never] } });
    expect(seen).toEqual(['h 200']);
  });
});

describe('the events are request, response and error', () => {
  test('any other throws TypeError', async () => {
    const { session, sent } = played();
    const message = 'Unsupported event specified, with event name "foo"';
    await expect(session.get('http://a.test/', { hooks: { foo: () => {} } as never })).rejects.toThrow(message);
    expect(sent).toEqual([]);
    const prepared = await new Request('GET', 'http://a.test/').prepare();
    expect(() => prepared.registerHook('foo' as 'error', () => {})).toThrow(TypeError);
  });

  test('hooks can be registered and removed one by one', async () => {
    const prepared = await new Request('GET', 'http://a.test/').prepare();
    const [f, g] = [(): void => {}, (): void => {}];
    prepared.registerHook('response', [f, g]);
    expect(prepared.deregisterHook('response', f)).toBe(true);
    expect(prepared.deregisterHook('response', f)).toBe(false);
    expect(prepared.hooks.response).toEqual([g]);
  });

  test('hooks that an auth function registers come first', async () => {
    const seen: string[] = [];
    const { session } = played();
    const auth = (request: PreparedRequest): void => request.registerHook('response', noting(seen, 'auth'));
    await session.get('http://a.test/', { auth, hooks: { response: noting(seen, 'own') } });
    expect(seen).toEqual(['auth 200', 'own 200']);
  });
});

describe('a request hook is called with each request before it is sent', () => {
  test('the first one and those of redirects, and may change them', async () => {
    const seen: string[] = [];
    const { session, lines } = played([REDIRECT('/b')]);
    const request = async (prepared: PreparedRequest): Promise<void> => {
      seen.push(prepared.url);
      prepared.headers.set('X-Nth', String(seen.length));
    };
    await session.get('http://a.test/', { hooks: { request } });
    expect(seen).toEqual(['http://a.test/', 'http://a.test/b']);
    expect(lines()).toEqual(['GET http://a.test/ {X-Nth: 1}', 'GET http://a.test/b {X-Nth: 2}']);
  });

  test('several in order; those of the request replace those of the session, event by event', async () => {
    const seen: string[] = [];
    const note = (name: string) => (): void => void seen.push(name);
    const { session } = played([], { hooks: { request: note('session'), response: noting(seen, 'session') } });
    await session.get('http://a.test/', { hooks: { request: [note('one'), note('two')] } });
    expect(seen).toEqual(['one', 'two', 'session 200']);
  });

  test('a changed URL goes to the transport that is mounted for it', async () => {
    const { session, sent } = played();
    const elsewhere = played();
    session.mount('http://b.test/', elsewhere.transport);
    const request = (prepared: PreparedRequest): void => {
      prepared.url = 'http://b.test/';
    };
    await session.get('http://a.test/', { hooks: { request } });
    expect([sent.length, elsewhere.sent.map(({ url }) => url)]).toEqual([0, ['http://b.test/']]);
  });

  test('what it throws is what the call rejects with, and nothing is sent', async () => {
    const own = new Error('of the hook');
    const { session, sent } = played();
    let body: unknown;
    const request = (prepared: PreparedRequest): void => {
      prepared.body = new ReadableStream();
      body = prepared.source;
      throw own;
    };
    expect(await failure(session.post('http://a.test/', { hooks: { request } }))).toBe(own);
    expect(sent).toEqual([]);
    expect(body).toBeInstanceOf(StreamBody);
  });
});

describe.each(['request', 'response'] as const)('while a %s hook waits', (event) => {
  const waiting = { [event]: () => new Promise<never>(() => {}) };

  test('timeout.total and signal end the call', async () => {
    const { session } = played([], { hooks: waiting });
    expect(await failure(session.get('http://a.test/', { timeout: { total: 10 } }))).toBeInstanceOf(Timeout);
    const signal = AbortSignal.timeout(10);
    expect(await failure(session.get('http://a.test/', { signal, stream: true }))).toBeInstanceOf(Timeout);
    // It has fired before.
    expect(await failure(session.get('http://a.test/', { signal }))).toBeInstanceOf(Timeout);
  }, 5000);
});

describe('an error hook is called once for a call that fails', () => {
  const refused = (): ConnectionError => new ConnectionError('refused');

  test('with the exception, its request and the context of the failure', async () => {
    const seen: unknown[] = [];
    const error = refused();
    const { session } = played([REDIRECT('/b'), error]);
    const rejected = await failure(session.get('http://a.test/', { hooks: { error: (e) => void seen.push(e) } }));
    expect(seen).toEqual([error]);
    expect(rejected).toBe(error);
    expect(error.request).toMatchObject({ url: 'http://a.test/b' });
  });

  test('its error, returned or thrown, takes the place of the exception', async () => {
    const own = new Error('mine');
    const { session } = played([refused(), refused()], { hooks: { error: async () => own } });
    expect(await failure(session.get('http://a.test/'))).toBe(own);
    const throwing = (): never => {
      throw own;
    };
    expect(await failure(session.get('http://a.test/', { hooks: { error: throwing } }))).toBe(own);
  });

  test('several in order, each with the error of the one before', async () => {
    const { session } = played([refused()]);
    const error = [1, 2].map((n) => (e: Error) => new Error(`${e.message} ${n}`));
    expect((await failure(session.get('http://a.test/', { hooks: { error } }))).message).toBe('refused 1 2');
  });

  test('also for a request that cannot be prepared, and for session.send()', async () => {
    const seen: string[] = [];
    const { session } = played([refused()], { hooks: { error: (e) => void seen.push(e.message) } });
    await failure(session.get('http://'));
    expect(seen).toHaveLength(1);
    await failure(session.send(await session.prepareRequest(new Request('GET', 'http://a.test/'))));
    expect(seen[1]).toBe('refused');
  });

  test('once, if send is overridden and calls the original', async () => {
    const seen: unknown[] = [];
    class Own extends Session {
      override send(...args: Parameters<Session['send']>): ReturnType<Session['send']> {
        return super.send(...args);
      }
    }
    const { transport } = played([refused()]);
    const session = new Own({ transport, trustEnv: false, hooks: { error: (e) => void seen.push(e) } });
    await failure(session.get('http://a.test/'));
    expect(seen).toHaveLength(1);
  });

  test('also when the request of a response, or of an exception, is sent again', async () => {
    const seen: string[] = [];
    const { session } = played([{}, refused(), refused()], { hooks: { error: (e) => void seen.push(e.message) } });
    const { request } = await session.get('http://a.test/');
    const error = (await failure(session.send(request as PreparedRequest))) as RequestException;
    await failure(session.send(error.request as PreparedRequest));
    expect(seen).toEqual(['refused', 'refused']);
  });

  test('not for a response, whatever its status', async () => {
    const seen: unknown[] = [];
    const { session } = played([{ status: 500 }], { hooks: { error: (e) => void seen.push(e) } });
    const response = await session.get('http://a.test/');
    expect(() => response.raiseForStatus()).toThrow('500');
    expect(seen).toEqual([]);
  });

  test('anything but an error, or nothing, is a TypeError with the exception as its cause', async () => {
    const error = refused();
    const { session } = played([error], { hooks: { error: (() => 'no error') as never } });
    const rejected = await failure(session.get('http://a.test/'));
    expect(rejected).toBeInstanceOf(TypeError);
    expect(rejected.cause).toBe(error);
  });
});

test('the hooks of a Request and a PreparedRequest may be assigned in any form of the option', async () => {
  const seen: number[] = [];
  const { session } = played();
  const request = new Request('GET', 'http://a.test/');
  request.hooks = { response: (response) => void seen.push(response.statusCode) };
  const prepared = await session.prepareRequest(request);
  await session.send(prepared);
  prepared.hooks = { response: [] };
  await session.send(prepared);
  request.hooks = null;
  expect([seen, request.hooks.response]).toEqual([[200], []]);
  expect(() => {
    request.hooks = { respond: () => {} } as never;
  }).toThrow(TypeError);
});
