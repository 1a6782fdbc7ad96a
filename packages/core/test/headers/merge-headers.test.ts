import { describe, expect, test } from '@jest/globals';
import { HeaderMap, InvalidHeader, Request, type RequestHeaders, Session } from '../../src/index.ts';
import { failure, played, playedTransport } from '../played.ts';

const DEFAULT_NAMES = ['User-Agent', 'Accept-Encoding', 'Accept', 'Connection'];

async function headersOf(own: unknown, session?: Record<string, string>): Promise<[string, string][]> {
  const { session: over, sent } = played([], session === undefined ? {} : { headers: session });
  await over.get('http://a.test/', { headers: own as RequestHeaders });
  return [...(sent[0]?.request.headers ?? [])];
}

describe("the defaults are Requests', in its order", () => {
  test('User-Agent, Accept-Encoding, Accept, Connection', async () => {
    const headers = await headersOf({});
    expect(headers.map(([name]) => name)).toEqual(DEFAULT_NAMES);
    expect(Object.fromEntries(headers)).toMatchObject({ Accept: '*/*', Connection: 'keep-alive' });
    expect(headers[0]?.[1]).toMatch(/^req\/\d+\.\d+\.\d+$/);
    expect(headers[1]?.[1]).toMatch(/^gzip, deflate\b/);
  });

  test('then those of the request, the cookies, the length, the type and the credentials', async () => {
    const { session, sent } = played();
    const options = { data: { a: '1' }, headers: { 'X-A': '1' }, cookies: { c: '1' }, auth: ['u', 'p'] as const };
    await session.post('http://a.test/', options);
    expect([...(sent[0]?.request.headers ?? [])].slice(4)).toEqual([
      ['X-A', '1'],
      ['Cookie', 'c=1'],
      ['Content-Length', '3'],
      ['Content-Type', 'application/x-www-form-urlencoded'],
      ['Authorization', 'Basic dTpw'],
    ]);
  });

  test('changing those of one session does not affect another', () => {
    const { transport } = playedTransport();
    new Session({ transport }).headers.set('X', '1');
    expect(new Session({ transport }).headers.has('X')).toBe(false);
  });
});

describe("a request's header replaces the session's", () => {
  test("with its own spelling, in the position of the session's", async () => {
    const headers = await headersOf({ 'user-agent': 'x', 'X-B': '2' }, { 'X-A': '1' });
    expect(headers.map(([name]) => name)).toEqual(['user-agent', ...DEFAULT_NAMES.slice(1), 'X-A', 'X-B']);
    expect(headers[0]).toEqual(['user-agent', 'x']);
  });

  test.each([['User-Agent'], ['user-agent'], ['ACCEPT'], ['X-a']])('null for %s removes it', async (name) => {
    const headers = await headersOf({ [name]: null }, { 'X-A': '1' });
    const left = [...DEFAULT_NAMES, 'X-A'].filter((other) => other.toLowerCase() !== name.toLowerCase());
    expect(headers.map(([each]) => each)).toEqual(left);
  });

  test('undefined removes it too; a name that is not there is ignored', async () => {
    expect((await headersOf({ Accept: undefined, x: null })).map(([name]) => name)).not.toContain('Accept');
  });

  test('the session is not changed', async () => {
    const { session } = played([], { headers: { 'X-A': '1' } });
    await session.get('http://a.test/', { headers: { 'x-a': null, Accept: 'text/html' } });
    expect([session.headers.get('X-A'), session.headers.get('Accept')]).toEqual(['1', '*/*']);
  });

  test('of two spellings the last one counts', async () => {
    expect((await headersOf({ 'X-A': '1', 'x-a': '2' })).slice(4)).toEqual([['x-a', '2']]);
  });

  test('a HeaderMap may repeat a name: both lines are sent', async () => {
    expect(
      (
        await headersOf(
          new HeaderMap([
            ['X', '1'],
            ['x', '2'],
          ]),
        )
      ).slice(4),
    ).toEqual([
      ['X', '1'],
      ['x', '2'],
    ]);
  });

  test.each<[string, unknown]>([
    ['a record', { 'X-A': '1' }],
    ['pairs', [['X-A', '1']]],
    ['a Map', new Map([['X-A', '1']])],
    ['a HeaderMap', new HeaderMap({ 'X-A': '1' })],
  ])('headers may be %s', async (_form, own) => expect((await headersOf(own)).slice(4)).toEqual([['X-A', '1']]));

  test('headers may be the Headers of fetch', async () => {
    expect((await headersOf(new Headers({ 'X-A': '1' }))).slice(4)).toEqual([['x-a', '1']]);
  });
});

describe("a session's headers", () => {
  test('given at creation are added to the defaults; null removes a default', async () => {
    const { transport } = playedTransport();
    const session = new Session({ transport, headers: { 'X-A': '1', accept: null } });
    expect([...session.headers.keys()]).toEqual(['User-Agent', 'Accept-Encoding', 'Connection', 'X-A']);
  });

  test('set later replace the defaults too', async () => {
    const { session, lines, sent } = played();
    session.headers = { 'X-A': '1' };
    await session.get('http://a.test/');
    expect(lines()).toEqual(['GET http://a.test/ {X-A: 1}']);
    session.headers = null;
    await session.get('http://a.test/');
    expect(sent[1]?.headers).toEqual({});
  });

  test('may be changed together: update() sets those that it is given, and null removes one', async () => {
    const { session, sent } = played([], { headers: { 'X-A': '1', 'X-B': '2' } });
    expect(session.headers.update({ 'x-a': '3', 'X-B': null, 'X-C': '4' })).toBe(session.headers);
    session.headers
      .update(new Map([['X-D', '5']]))
      .update(
        new HeaderMap([
          ['X-E', '6'],
          ['X-E', '7'],
        ]),
      )
      .update(null);
    await session.get('http://a.test/');
    expect([...(sent[0]?.request.headers ?? [])].slice(4).map((line) => line.join(': '))).toEqual([
      'x-a: 3',
      'X-C: 4',
      'X-D: 5',
      'X-E: 6',
      'X-E: 7',
    ]);
  });

  test('update() of an invalid header changes none', () => {
    const headers = new HeaderMap({ 'X-A': '1' });
    expect(() => headers.update({ 'X-A': '2', 'X-B': 'a\r\nb' })).toThrow(InvalidHeader);
    expect(() => headers.update('X-A: 2' as never)).toThrow(TypeError);
    expect([...headers]).toEqual([['X-A', '1']]);
  });

  test('may be changed one by one', async () => {
    const { session, lines } = played();
    session.headers.set('X-A', '1');
    await session.get('http://a.test/');
    expect(lines()).toEqual(['GET http://a.test/ {X-A: 1}']);
  });
});

describe('headers are validated by RFC 9110 before anything is sent', () => {
  test.each<[string, string]>([
    ['inner spaces', 'bar baz'],
    ['nothing', ''],
    ['a trailing space', '1 '],
    ['a tab within', 'a\tb'],
    ['ISO-8859-1', 'é'],
  ])('a value may contain %s', async (_what, value) => {
    expect((await headersOf({ foo: value })).slice(4)).toEqual([['foo', value]]);
  });

  test.each<[string, unknown, unknown]>([
    ['a value that begins with a space', 'foo', ' a'],
    ['a value that begins with a tab', 'foo', '\ta'],
    ['a value of a space', 'foo', ' '],
    ['a value that begins with a no-break space', 'foo', '\xa0a'],
    ['LF within a value', 'foo', 'a\nb'],
    ['CR within a value', 'foo', 'a\rb'],
    ['a folded value', 'foo', 'a\r\n b'],
    ['LF at the end of a value', 'foo', 'a\n'],
    ['NUL', 'foo', 'a\0'],
    ['DEL', 'foo', 'a\x7f'],
    ['an escape character', 'foo', 'a\x1b'],
    ['a character beyond ISO-8859-1', 'foo', '日'],
    ['a number', 'foo', 3],
    ['a boolean', 'foo', true],
    ['a list', 'foo', ['a']],
    ['an object', 'foo', {}],
    ['bytes', 'foo', new Uint8Array(1)],
    ['an empty name', '', 'v'],
    ['a name that begins with a space', ' foo', 'v'],
    ['a name that ends with a space', 'foo ', 'v'],
    ['a space within a name', 'f o', 'v'],
    ['a colon in a name', 'f:o', 'v'],
    ['LF in a name', 'fo\no', 'v'],
    ['a name beyond ASCII', 'Xé', 'v'],
  ])('%s throws InvalidHeader', async (_what, name, value) => {
    const { session, sent } = played();
    const error = await failure(session.get('http://a.test/', { headers: { [name as string]: value } as never }));
    expect(error).toBeInstanceOf(InvalidHeader);
    expect(sent).toEqual([]);
    await expect(new Request('GET', 'http://a.test/', { headers: [[name, value]] as never }).prepare()).rejects.toThrow(
      InvalidHeader,
    );
  });

  test('without a session null is refused', async () => {
    const request = new Request('GET', 'http://a.test/', { headers: { foo: null } });
    await expect(request.prepare()).rejects.toThrow(InvalidHeader);
  });

  test('the message never shows the value, which may be a credential', async () => {
    const { session } = played();
    const error = await failure(session.get('http://a.test/', { headers: { Authorization: 'Bearer hunter2\n' } }));
    expect(error.message).toContain('"Authorization"');
    expect(error.message).not.toContain('hunter2');
  });
});
