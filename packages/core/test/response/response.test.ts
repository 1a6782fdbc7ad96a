import { describe, expect, jest, test } from '@jest/globals';
import {
  codecs,
  HTTPError,
  InvalidJSONError,
  JSONDecodeError,
  PreparedRequest,
  type RequestOptions,
  Response,
  type ResponseInit,
  Session,
  type SessionOptions,
  type ShortResponse,
  type StandardSchema,
} from '../../src/index.ts';
import { pieces, played } from '../played.ts';

const made = (init: ResponseInit = {}): Response => new Response({ url: 'http://h/p', ...init });

function thrown<T = Error>(run: () => unknown): T {
  try {
    run();
  } catch (error) {
    return error as T;
  }
  throw new Error('It did not fail');
}

describe('raiseForStatus() raises for 4xx and 5xx, with Requests’ message', () => {
  test.each([
    [400, 'Bad', '400 Client Error: Bad for url: http://h/p'],
    [404, '', '404 Client Error:  for url: http://h/p'],
    [451, 'É', '451 Client Error: É for url: http://h/p'],
    [499, 'x', '499 Client Error: x for url: http://h/p'],
    [500, 'ISE', '500 Server Error: ISE for url: http://h/p'],
    [599, 'x', '599 Server Error: x for url: http://h/p'],
  ])('%i %j', (statusCode, reason, message) => {
    const r = made({ statusCode, reason });
    const error = thrown<HTTPError>(() => r.raiseForStatus());
    expect(error).toBeInstanceOf(HTTPError);
    expect([error.message, error.response, error.request, error.code]).toEqual([message, r, r.request, 'HTTP_ERROR']);
    expect(r.ok).toBe(false);
  });

  test.each([100, 200, 204, 304, 399, 600, 999])('%i returns the response itself', (statusCode) => {
    const r = made({ statusCode });
    expect(r.raiseForStatus()).toBe(r);
    expect(r.ok).toBe(true);
  });

  test('a password in the URL is masked', () => {
    const error = thrown(() =>
      made({ statusCode: 404, reason: 'NF', url: 'http://u:secret@h/?token=secret&q=1' }).raiseForStatus(),
    );
    expect(error.message).toBe('404 Client Error: NF for url: http://***@h/?token=***&q=1');
  });
});

describe('a response of a session', () => {
  test('has status, reason, URL, version, elapsed time and request', async () => {
    const { session } = played([{ status: 418, reason: 'Teapot', httpVersion: '1.0', headers: { 'X-A': '1' } }]);
    const r = await session.get('http://a.test/x#f', { headers: { B: '2' } });
    expect([r.statusCode, r.reason, r.url, r.httpVersion]).toEqual([418, 'Teapot', 'http://a.test/x#f', '1.0']);
    expect([r.headers.get('x-a'), r.request?.headers.get('b'), r.history, r.next]).toEqual(['1', '2', [], null]);
    expect(r.request).toBeInstanceOf(PreparedRequest);
  });

  test('`elapsed` ends with the response head, not the body', async () => {
    let clock = 1000;
    const now = jest.spyOn(performance, 'now').mockImplementation(() => clock);
    try {
      async function* slow(): AsyncGenerator<Uint8Array> {
        clock += 60;
        yield Buffer.from('x');
      }
      const answers = (): ShortResponse => {
        clock += 30;
        return { body: slow() };
      };
      const { session } = played([answers]);
      expect((await session.get('http://a.test/')).elapsed).toBe(30);
      expect(clock).toBe(1090);
    } finally {
      now.mockRestore();
    }
  });
});

describe('isRedirect and isPermanentRedirect', () => {
  test.each<[number, boolean, boolean, boolean]>([
    [301, true, true, true],
    [302, true, true, false],
    [303, true, true, false],
    [307, true, true, false],
    [308, true, true, true],
    [301, false, false, false],
    [200, true, false, false],
    [304, true, false, false],
  ])('%i with Location %p: %p, permanent %p', (statusCode, located, redirect, permanent) => {
    const r = made({ statusCode, headers: located ? { Location: '/x' } : {} });
    expect([r.isRedirect, r.isPermanentRedirect]).toEqual([redirect, permanent]);
  });
});

describe('text is decoded by `encoding`', () => {
  const é = Buffer.from('é');
  test.each<[string | null, Uint8Array, string | null, string]>([
    ['text/html; charset=utf-8', é, 'utf-8', 'é'],
    ['text/plain', é, 'ISO-8859-1', 'Ã©'],
    ['application/json', é, 'utf-8', 'é'],
    ['application/octet-stream', é, null, 'é'],
    [null, é, null, 'é'],
    ['text/html; charset=nope', é, 'nope', 'é'],
    ['text/html; charset=', é, '', 'é'],
    ['text/html; charset=utf-8', Buffer.from('a\xffb', 'latin1'), 'utf-8', 'a\ufffdb'],
    ['text/html; charset=utf-8', Buffer.from('\ufeffhi'), 'utf-8', '\ufeffhi'],
    ['text/plain; charset=nope', Buffer.of(), 'nope', ''],
  ])('%s', (type, body, encoding, text) => {
    const r = made({ body, ...(type !== null && { headers: { 'Content-Type': type } }) });
    expect([r.encoding, r.text]).toEqual([encoding, text]);
  });

  test('as last set', () => {
    const r = made({ headers: { 'Content-Type': 'text/plain' }, body: Buffer.of(0xe9) });
    expect(r.text).toBe('é');
    r.encoding = 'cp1251';
    expect([r.encoding, r.text]).toEqual(['cp1251', 'й']);
    r.encoding = null;
    expect([r.encoding, typeof r.apparentEncoding]).toEqual([null, 'string']);
  });

  test('by a registered codec', () => {
    codecs.register('x-shout', { decode: (bytes) => Buffer.from(bytes).toString('latin1').toUpperCase() });
    const r = made({ body: 'abc' });
    r.encoding = 'X-Shout';
    expect(r.text).toBe('ABC');
  });

  describe('or else by defaultEncoding, if the type is text/* without a charset', () => {
    const bytes = Buffer.from('é');
    const get = async (type: string | null, session: Partial<SessionOptions>, options: RequestOptions = {}) => {
      const headers: Record<string, string> = type === null ? {} : { 'Content-Type': type };
      return played([{ headers, body: bytes }], session).session.get('http://a.test/', options);
    };

    test.each<[type: string | null, encoding: string | null, text: string]>([
      ['text/html', 'utf-8', 'é'],
      ['text/plain; format=flowed', 'utf-8', 'é'],
      ['text/html; charset=latin-1', 'latin-1', 'Ã©'],
      ['text/event-stream', 'utf-8', 'é'],
      ['application/json', 'utf-8', 'é'],
      ['application/xml', null, 'é'],
      [null, null, 'é'],
    ])('%s', async (type, encoding, text) => {
      for (const r of [
        await get(type, { defaultEncoding: 'utf-8' }),
        await get(type, {}, { defaultEncoding: 'utf-8' }),
        await get(type, { defaultEncoding: 'cp437' }, { defaultEncoding: 'utf-8' }),
        await get(type, { defaultEncoding: () => 'utf-8' }),
      ])
        expect([r.encoding, r.text]).toEqual([encoding, text]);
      expect((await get(type, { defaultEncoding: 'cp437' })).text).toBe(
        type?.startsWith('text/') && !/stream|latin/.test(type) ? '├⌐' : text,
      );
    });

    test('what is set by hand counts more', async () => {
      const r = await get('text/html', { defaultEncoding: 'utf-8' });
      r.encoding = 'latin-1';
      expect(r.text).toBe('Ã©');
    });

    test('a function receives the bytes, once; null means that the encoding is detected', async () => {
      const choose = jest.fn((body: Uint8Array) => (body[0] === 0xc3 ? null : 'ascii'));
      const r = await get('text/html', { defaultEncoding: choose });
      expect([r.encoding, r.encoding, r.text, r.text]).toEqual([null, null, 'é', 'é']);
      expect(choose.mock.calls).toEqual([[bytes]]);
      const wrong = await get('text/html', { defaultEncoding: (() => 5) as never });
      expect(() => wrong.text).toThrow('must return the name of an encoding');
    });

    test('a function has to wait until a streamed body is read', async () => {
      const body = pieces('é');
      const { session } = played([{ headers: { 'Content-Type': 'text/html' }, body }], {
        defaultEncoding: () => 'utf-8',
      });
      const r = await session.get('http://a.test/', { stream: true });
      expect(r.encoding).toBeNull();
      await r.read();
      expect([r.encoding, r.text]).toEqual(['utf-8', 'é']);
    });

    test('lines and chunks are decoded by it too', async () => {
      const r = await get('text/html', {}, { defaultEncoding: 'utf-8', stream: true });
      for await (const line of r.iterLines({ decodeUnicode: true })) expect(line).toBe('é');
    });

    test('an encoding that there is not, or anything else, is a TypeError before anything is sent', async () => {
      for (const [value, message] of [
        ['utf-99', 'there is no encoding "utf-99"'],
        [5, 'not a number'],
      ] as const) {
        const { session, sent } = played();
        expect(() => new Session({ transport: session.transport, defaultEncoding: value as never })).toThrow(message);
        expect(() => made({ defaultEncoding: value as never })).toThrow(message);
        await expect(session.get('http://a.test/', { defaultEncoding: value as never })).rejects.toThrow(message);
        session.defaultEncoding = value as never;
        await expect(session.get('http://a.test/')).rejects.toThrow(message);
        expect(sent).toEqual([]);
      }
    });
  });

  test('apparentEncoding is detected from the bytes', () => {
    expect(made({ body: é }).apparentEncoding).toBe('utf-8');
    expect(made({ body: '' }).apparentEncoding).toBe('utf-8');
  });
});

describe('json()', () => {
  const typed = (body: string): Response => made({ body });

  test('returns the parsed value', () => expect(typed('{"a":[1,null,"é"]}').json()).toEqual({ a: [1, null, 'é'] }));

  test('of invalid JSON is a JSONDecodeError with the position, but not the text', () => {
    const r = typed('{"token":\n secret}');
    const error = thrown<JSONDecodeError & { pos: number; line: number; column: number }>(() => r.json());
    expect(error).toBeInstanceOf(JSONDecodeError);
    expect(error).toBeInstanceOf(InvalidJSONError);
    expect(error).toBeInstanceOf(SyntaxError);
    expect(error.message).toBe(
      'Expecting value: line 2 column 2 (char 11) in a 200 response without a Content-Type for url: http://h/p',
    );
    expect([error.pos, error.line, error.column, error.response]).toEqual([11, 2, 2, r]);
    expect(String(error.stack)).not.toContain('secret');
  });

  test.each([[''], ['<html>'], ['{}{}']])('of %j is JSONDecodeError', (body) => {
    expect(thrown(() => typed(body).json())).toBeInstanceOf(JSONDecodeError);
  });

  describe('with a Standard Schema', () => {
    interface User {
      id: number;
    }
    const schema = (validate: StandardSchema<User>['~standard']['validate']): StandardSchema<User> => ({
      '~standard': { validate },
    });

    test('returns the output of the schema', () => {
      const doubling = schema((value) => ({ value: { id: (value as User).id * 2 } }));
      const user = typed('{"id":1}').json(doubling);
      expect(user.id).toBe(2);
    });

    test('is an InvalidJSONError with issues if the value does not match', () => {
      const issues = [{ message: 'must be a number', path: ['user', { key: 'id' }] }, { message: 'more' }];
      const r = typed('{"id":"x"}');
      const error = thrown<InvalidJSONError & { issues: unknown }>(() => r.json(schema(() => ({ issues }))));
      expect(error).toBeInstanceOf(InvalidJSONError);
      expect(error.message).toBe('The JSON does not match its schema at user.id: must be a number');
      expect([error.issues, error.response]).toEqual([issues, r]);
      expect(error).not.toBeInstanceOf(JSONDecodeError);
    });

    test('is a TypeError for an asynchronous schema, or no schema at all', () => {
      expect(() => typed('1').json(schema(async () => ({ value: { id: 1 } })))).toThrow(TypeError);
      for (const wrong of [5, 'x', [], () => {}, { '~standard': {} }, { schema: {} }])
        expect(() => typed('1').json(wrong as never)).toThrow(TypeError);
    });

    test('may be one option of several', () => {
      const user = typed('{"id":"1"}').json({
        schema: schema((value) => ({ value: value as User })),
        reviver: (_, v) => (v === '1' ? 1 : v),
      });
      expect(user.id).toBe(1);
    });
  });

  describe('with a parser of your own, as for integers beyond 2^53', () => {
    const BIG = '{"id":9007199254740993}';
    const parse = (text: string): unknown => JSON.parse(text.replace(/:(\d{16,})/g, ':"$1"'));

    test.each<[string, (r: Response) => unknown]>([
      ['json({ parse })', (r) => r.json({ parse })],
      ['json({ reviver })', (r) => r.json({ reviver: (key, value) => (key === 'id' ? '9007199254740993' : value) })],
    ])('%s', (_what, read) => expect(read(typed(BIG))).toEqual({ id: '9007199254740993' }));

    test('parseJson of the session, of the request, of a Response', async () => {
      const { session } = played([{ body: BIG }, { body: BIG }, { body: BIG }], { parseJson: parse });
      expect((await session.get('http://a.test/')).json()).toEqual({ id: '9007199254740993' });
      expect((await session.get('http://a.test/', { parseJson: () => 1 })).json()).toBe(1);
      session.parseJson = null;
      expect((await session.get('http://a.test/', { parseJson: parse })).json()).toEqual({ id: '9007199254740993' });
      expect(made({ body: BIG, parseJson: parse }).json()).toEqual({ id: '9007199254740993' });
      expect(made({ body: '1', parseJson: () => 2 }).json({ parse: () => 3 })).toBe(3);
    });

    test('a text that is not JSON is a JSONDecodeError; what it throws for one that is, is its own error', () => {
      const failing = (): never => {
        throw new RangeError('no');
      };
      expect(thrown(() => typed('{').json({ parse: failing }))).toBeInstanceOf(JSONDecodeError);
      expect(thrown(() => typed('{').json({ reviver: failing }))).toBeInstanceOf(JSONDecodeError);
      for (const options of [{ parse: failing }, { reviver: failing }]) {
        const error = thrown(() => typed('{}').json(options));
        expect([error.message, Object.keys(error)]).toEqual(['no', []]);
      }
    });

    test('anything but a function, or both, is a TypeError', async () => {
      for (const wrong of [{ parse: 5 }, { reviver: 'x' }, { parse, reviver: parse }, { pares: parse }])
        expect(() => typed('{}').json(wrong as never)).toThrow(TypeError);
      await expect(played().session.get('http://a.test/', { parseJson: 5 as never })).rejects.toThrow('parseJson');
      expect(() => made({ parseJson: 5 as never })).toThrow('parseJson');
    });
  });
});

describe('links and cookies', () => {
  test('links by rel', () => {
    const r = made({ headers: { Link: '<https://a/?p=2>; rel="next", <b>' } });
    expect({ ...r.links }).toMatchObject({ next: { url: 'https://a/?p=2', rel: 'next' }, b: { url: 'b' } });
    expect(made().links).toEqual({});
  });

  test('cookies of its Set-Cookie lines', () => {
    const r = made({
      headers: [
        ['Set-Cookie', 'a=1'],
        ['Set-Cookie', 'b=2; Path=/x'],
      ],
    });
    expect([r.cookies.get('a'), r.cookies.size]).toEqual(['1', 2]);
    expect(made({ headers: { 'Set-Cookie': 'a=1' } }).cookies.get('a')).toBe('1');
    expect(made().cookies.size).toBe(0);
  });
});

describe('new Response()', () => {
  test('is an empty 200', () => {
    const r = new Response();
    expect([r.statusCode, r.reason, r.url, r.text, r.request, r.elapsed, r.encoding]).toEqual([
      200,
      '',
      '',
      '',
      null,
      0,
      null,
    ]);
  });

  test('takes text, bytes, chunks or null as its body', async () => {
    expect(made({ body: 'é' }).content).toEqual(Buffer.from('é'));
    expect(made({ body: new Uint8Array([1]) }).content).toEqual(Buffer.of(1));
    expect(made({ body: null }).content).toHaveLength(0);
    async function* body(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('x');
    }
    expect((await made({ body: body() }).read()).toString()).toBe('x');
  });

  test('can be closed', async () => {
    const r = made({ body: 'x' });
    await r.close();
    expect(r.text).toBe('x');
  });

  test('as JSON has no body, and masks secrets in its URL', () => {
    const json = made({ url: 'http://u:secret@h/?token=secret', headers: { A: '1' }, body: 'x' }).toJSON();
    expect(json).toMatchObject({ statusCode: 200, url: 'http://***@h/?token=***' });
    expect(JSON.stringify(json)).not.toContain('secret');
  });
});
