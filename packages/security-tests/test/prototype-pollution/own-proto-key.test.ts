import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CookieJar, HTTPError, Request, Session } from '@req/core';
import { ScriptServer } from '@req/transport-conformance';
import { UndiciTransport } from '@req/transport-undici';
import { describeRow, expectVulnerable } from '../support/describe-row.ts';

let server: ScriptServer;
let session: Session;

beforeAll(async () => {
  server = await ScriptServer.start();
  session = new Session({ transport: new UndiciTransport() });
});
afterAll(async () => {
  await session.close();
  await server.close();
});

/** An object with an own key `__proto__`, as JSON.parse can make it. */
const hostile = (inner: string): Record<string, never> => JSON.parse(`{"__proto__":${inner},"own":"1"}`);

function expectNothingPolluted(): void {
  const fresh: Record<string, unknown> = {};
  for (const name of ['evil', 'x-evil', 'own', 'domain', 'value']) expect(fresh[name]).toBeUndefined();
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(([] as unknown as Record<string, unknown>)['evil']).toBeUndefined();
}

async function sent(options: object): Promise<{ line: string; headers: readonly [string, string][]; body: string }> {
  server.play([]);
  await session.post(`${server.origins.A}/`, options);
  const { line, headers, body } = server.requests[0] as (typeof server.requests)[number];
  return { line, headers, body: body.toString('latin1') };
}

/** A recursive merge, as lodash, hoek and axios' mergeConfig had it. */
// biome-ignore lint/suspicious/noExplicitAny: it merges whatever it is given.
function deepMerge(target: any, source: any): any {
  for (const key of Object.keys(source)) {
    if (typeof source[key] === 'object' && source[key] !== null)
      target[key] = deepMerge(target[key] ?? {}, source[key]);
    else target[key] = source[key];
  }
  return target;
}

describeRow('PP-01', () => {
  test('as options and as any of them it is a name like another, or refused, and pollutes nothing', async () => {
    const inner = '{"evil":"1","headers":{"x-evil":"1"},"auth":["evil","evil"]}';
    await expect(session.get(`${server.origins.A}/`, hostile(inner))).rejects.toThrow(TypeError);
    const asOptions = await sent(JSON.parse(`{"__proto__":${inner}}`)).catch((error: unknown) => error);
    expect(asOptions).toBeInstanceOf(TypeError);
    expect((await sent({ params: hostile('"x"') })).line).toContain('/?__proto__=x&own=1');
    expect((await sent({ data: hostile('"x"') })).body).toBe('__proto__=x&own=1');
    expect((await sent({ json: hostile('{"evil":1}') })).body).toBe('{"__proto__":{"evil":1},"own":"1"}');
    expect((await sent({ headers: hostile('"x"') })).headers).toContainEqual(['__proto__', 'x']);
    expect((await sent({ cookies: hostile('"x"') })).headers).toContainEqual(['Cookie', '__proto__=x; own=1']);
    expect((await sent({ files: hostile('"x"') })).body).toContain('name="__proto__"; filename="__proto__"');
    await expect(sent({ proxies: hostile('"http://127.0.0.1:1"') })).rejects.toThrow(TypeError);
    await expect(sent({ timeout: hostile('{"connect":1}') })).rejects.toThrow(TypeError);
    expectNothingPolluted();
  });

  test('as names and JSON of a response it is read like another', async () => {
    server.play([
      {
        raw:
          'HTTP/1.1 404 No\r\n__proto__: evil\r\nSet-Cookie: __proto__=evil\r\nContent-Type: application/json\r\n' +
          'Link: <http://a/>; rel=__proto__; __proto__=evil\r\nContent-Length: 24\r\n\r\n{"__proto__":{"evil":1}}',
      },
    ]);
    const response = await session.get(`${server.origins.A}/`);
    expect(Object.entries(response.json() as object)).toEqual([['__proto__', { evil: 1 }]]);
    expect(Object.entries(response.headers.toJSON())).toContainEqual(['__proto__', 'evil']);
    expect(Object.entries(response.cookies.toRecord())).toEqual([['__proto__', 'evil']]);
    expect(Object.keys(response.links)).toEqual(['__proto__']);
    expect(() => response.raiseForStatus()).toThrow(HTTPError);
    expectNothingPolluted();
  });

  expectVulnerable('merges its options key by key', () => {
    const defaults = deepMerge({ headers: {} }, hostile('{"evil":"1"}'));
    try {
      expect(defaults.headers.evil).toBeUndefined();
    } finally {
      Reflect.deleteProperty(Object.prototype, 'evil');
    }
  });
});

/** Cookies whose domain and name are `__proto__` stay in the jar and affect nothing else (tough-cookie's store). */
function keepsCookiesToItself(store: (domain: string, path: string, name: string) => void): void {
  try {
    store('__proto__', '/notauth', 'Slonser');
    store('constructor', '/prototype', 'evil');
    const fresh = {} as Record<string, unknown>;
    expect(fresh['/notauth']).toBeUndefined();
    expect(fresh['/prototype']).toBeUndefined();
  } finally {
    Reflect.deleteProperty(Object.prototype, '/notauth');
  }
}

describeRow('PP-05', () => {
  test('a cookie of the domain __proto__ is kept as any other', () => {
    const jar = new CookieJar();
    keepsCookiesToItself((domain, path, name) => jar.set(name, 'x', { domain, path }));
    jar.store('http://__proto__/notauth/x', ['Slonser=y; Domain=__proto__; Path=/notauth', '__proto__=1']);
    expect(jar.get('Slonser', { domain: '__proto__' })).toBe('y');
    expectNothingPolluted();
  });
  expectVulnerable('keeps cookies in plain objects by domain and path', () => {
    // biome-ignore lint/suspicious/noExplicitAny: as the store of tough-cookie had it until 4.1.3.
    const index: any = {};
    keepsCookiesToItself((domain, path, name) => {
      index[domain] ??= {};
      index[domain][path] ??= {};
      index[domain][path][name] = 'x';
    });
  });
});

describeRow('PP-06', () => {
  test("a session's settings and a request's are merged one level deep, by own keys", async () => {
    const own = new Session({ transport: session.transport, params: hostile('{"evil":"1"}'), headers: { a: 'b' } });
    server.play([]);
    const response = await own.get(`${server.origins.A}/`, {
      params: JSON.parse('{"__proto__":{"evil":"2"},"constructor":{"prototype":"3"}}'),
      headers: JSON.parse('{"constructor":"x","toString":"y"}'),
    });
    expect(response.ok).toBe(true);
    expect(server.requests[0]?.line).toContain('__proto__=evil');
    expect(server.requests[0]?.headers).toEqual(
      expect.arrayContaining([
        ['constructor', 'x'],
        ['toString', 'y'],
      ]),
    );
    for (const proxies of [hostile('"http://127.0.0.1:1"'), JSON.parse('{"constructor":"http://127.0.0.1:1"}')]) {
      await expect(own.get(`${server.origins.A}/`, { proxies })).rejects.toThrow(TypeError);
      own.proxies = proxies;
      await expect(own.get(`${server.origins.A}/`)).rejects.toThrow(TypeError);
      own.proxies = {};
    }
    expectNothingPolluted();
    expect(Object.hasOwn(Object, 'evil')).toBe(false);
  });
  expectVulnerable('merges session and request key by key', () => {
    try {
      deepMerge({}, JSON.parse('{"constructor":{"prototype":{"evil":"2"}}}'));
      expect(({} as Record<string, unknown>)['evil']).toBeUndefined();
    } finally {
      Reflect.deleteProperty(Object.prototype, 'evil');
    }
  });
});

/** A form is sent as a form and bytes as bytes, whatever properties every object seems to have. */
async function keepsItsKind(encode: (data: object) => Promise<{ body: string; headers: string }>): Promise<void> {
  const inherited: Record<string, unknown> = {
    getHeaders: () => ({ 'X-Evil': '1' }),
    pipe: () => {},
    getReader: () => {},
    createReadStream: () => {},
    append: () => {},
    stream: () => {},
    arrayBuffer: () => {},
    type: 'text/evil',
    size: 3,
    path: '/evil/file',
    username: 'evil',
  };
  Object.assign(Object.prototype, inherited);
  try {
    const form = await encode({ own: '1' });
    expect(form.body).toBe('own=1');
    expect(form.headers).toContain('application/x-www-form-urlencoded');
    expect(form.headers).not.toMatch(/evil/i);
  } finally {
    for (const name of Object.keys(inherited)) Reflect.deleteProperty(Object.prototype, name);
  }
}

describeRow('PP-04', () => {
  const encode = async (options: object): Promise<{ body: string; headers: string }> => {
    const prepared = await session.prepareRequest(new Request('POST', 'http://a.test/', options));
    const { body, headers } = prepared;
    return {
      body: typeof body === 'string' ? body : Buffer.from(body as Uint8Array).toString(),
      headers: String([...headers]),
    };
  };
  test('inherited properties never make a stream, a Blob, a file or credentials of an object', async () => {
    await keepsItsKind((data) => encode({ data }));
    await keepsItsKind(async () => {
      const { body } = await encode({ files: { f: new Uint8Array([104, 105]) } });
      expect(body).toMatch(/name="f"; filename="f"\r\n\r\nhi\r\n/);
      return encode({ data: new Map([['own', '1']]) });
    });
  });
  expectVulnerable('knows a form by its getHeaders', () =>
    keepsItsKind(async (data) => {
      const { getHeaders } = data as { getHeaders?: () => object };
      const headers = getHeaders?.() ?? { 'Content-Type': 'application/x-www-form-urlencoded' };
      return { body: String(new URLSearchParams(data as Record<string, string>)), headers: JSON.stringify(headers) };
    }),
  );
});
