import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  createRequests,
  FunctionTransport,
  HeaderMap,
  InvalidSchema,
  InvalidURL,
  type JSONDecodeError,
  MissingSchema,
  Response,
  Session,
  Timeout,
} from '../../src/index.ts';
import { shownBeginning } from '../../src/response/shown-beginning.ts';
import { REQUEST_HINTS, SESSION_HINTS } from '../../src/session/foreign-options.ts';
import { failure, played } from '../played.ts';

type Kind = new (...args: never[]) => Error;
/** As for plain JavaScript. */
type Untyped = Record<'get' | 'post' | 'put' | 'patch' | 'request', (...args: unknown[]) => unknown>;

/** The error of what somebody wrote in plain JavaScript, once it is certain that nothing was sent. */
async function mistake(write: (session: Untyped) => unknown, options: object = {}): Promise<Error> {
  const { session, sent } = played([], options);
  const error = await failure((async () => write(session as unknown as Untyped))());
  expect(sent).toEqual([]);
  return error;
}

describe('a URL that cannot be used: the message shows one that can', () => {
  test.each<[url: unknown, kind: Kind, advice: string]>([
    ['localhost:3000/x', InvalidSchema, 'Perhaps you meant http://localhost:3000/x?'],
    ['127.0.0.1:80', InvalidSchema, 'Perhaps you meant http://127.0.0.1:80?'],
    ['api.test:8443/x?token=hunter2', InvalidSchema, 'Perhaps you meant https://api.test:8443/x?token=***?'],
    ['/get', MissingSchema, "create a session with a base: new Session({ baseUrl: 'https://…' })"],
    ['htps://a.test/', InvalidSchema, 'Perhaps you meant https?'],
    ['htp://a.test/', InvalidSchema, 'Perhaps you meant http?'],
    ['api.test/x', MissingSchema, 'Perhaps you meant https://api.test/x?'],
    ['//api.test/x', MissingSchema, 'Perhaps you meant https://api.test/x?'],
    ['', MissingSchema, 'the URL is empty'],
    [undefined, MissingSchema, 'the URL is missing: it is undefined'],
    [null, MissingSchema, 'the URL is missing: it is null'],
    [{ url: 'http://a.test/' }, InvalidURL, 'not an Object; options come after it'],
  ])('%j', async (url, kind, advice) => {
    const error = await mistake((session) => session.get(url));
    expect(error).toBeInstanceOf(kind);
    expect(error.message).toContain(advice);
  });

  test('a missing one is not taken for a path below baseUrl', async () => {
    const error = await mistake((session) => session.get(undefined), { baseUrl: 'http://a.test/' });
    expect(error).toBeInstanceOf(MissingSchema);
  });

  test('a scheme for which there is no transport stays in the words of Requests', async () => {
    const error = await mistake((session) => session.get('ftp://a.test:21/'));
    expect(error.message).toBe("No connection adapters were found for 'ftp://a.test:21/'");
  });
});

describe('arguments as other clients have them: the message says what to write', () => {
  const URL_ = 'http://a.test/';
  test.each<[code: string, write: (session: Untyped) => unknown, advice: string]>([
    ["post(url, 'text')", (s) => s.post(URL_, 'text'), 'not as a string: a body goes into data or json'],
    [
      'post(url, bytes)',
      (s) => s.post(URL_, Buffer.from('text')),
      'not as a Uint8Array: a body goes into data or json',
    ],
    ['post(url, list)', (s) => s.post(URL_, [1]), 'not as an Array: a body goes into data or json'],
    ['post(url, form)', (s) => s.post(URL_, new FormData()), 'not as a FormData: a body goes into data or json'],
    ['post(url, body)', (s) => s.post(URL_, { naam: 'x' }), "no option 'naam': a body goes into data or json"],
    ['post(url, null, { headers })', (s) => s.post(URL_, null, { headers: {} }), 'post(url, { json: …, headers: … })'],
    ['put(url, null, { headers })', (s) => s.put(URL_, null, { headers: {} }), 'put(url, { json: …, headers: … })'],
    ['patch(url, null, {})', (s) => s.patch(URL_, null, {}), 'patch(url, { json: …, headers: … })'],
    ['request(url)', (s) => s.request('http://u:hunter2@a.test/'), '\'GET\', not "http://***@a.test/"'],
    ['request({ url })', (s) => s.request({ url: URL_ }), 'not an Object: request(method, url, options)'],
    ['signal: controller', (s) => s.get(URL_, { signal: new AbortController() }), 'pass controller.signal'],
    ['body:', (s) => s.post(URL_, { body: 'x' }), "did you mean 'data'?"],
    [
      'get(url, params)',
      (s) => s.get(URL_, { q: 'x' }),
      "no option 'q': a body goes into data or json, a query into params",
    ],
    ['beforeRequest', (s) => s.get(URL_, { hooks: { beforeRequest: [] } }), "did you mean 'request'?"],
    ['afterResponse', (s) => s.get(URL_, { hooks: { afterResponse: [] } }), "did you mean 'response'?"],
    ['method:', (s) => s.get(URL_, { method: 'PUT' }), 'it is the first argument of request(method, url)'],
    ['url:', (s) => s.get(URL_, { url: URL_ }), 'it is an argument before the options'],
    [
      'responseType:',
      (s) => s.get(URL_, { responseType: 'stream' }),
      'every response has text, content (bytes) and json()',
    ],
    ['validateStatus:', (s) => s.get(URL_, { validateStatus: null }), 'response.raiseForStatus()'],
    ['withCredentials:', (s) => s.get(URL_, { withCredentials: true }), 'FetchTransport'],
    ['retry:', (s) => s.get(URL_, { retry: 3 }), 'retry(transport, policy)'],
    ['headers: 5', (s) => s.get(URL_, { headers: 5 }), 'a record, pairs, a Map, Headers or a HeaderMap, not a number'],
    ['auth: token', (s) => s.get(URL_, { auth: 'hunter2' }), 'for a token: new HTTPBearerAuth(token)'],
    ['auth: { username }', (s) => s.get(URL_, { auth: { username: 'u' } }), 'auth must be [user, password]'],
    ['timeout: "5s"', (s) => s.get(URL_, { timeout: '5s' }), 'timeout must be milliseconds'],
    ['cookies: text', (s) => s.get(URL_, { cookies: 'a=b' }), 'cookies must be a record of names and values'],
  ])('%s', async (_code, write, advice) => {
    const error = await mistake(write);
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toContain(advice);
    expect(error.message).not.toContain('hunter2');
  });

  test('also without a session', async () => {
    const requests = createRequests({ transport: new FunctionTransport(() => ({})) }) as unknown as Untyped;
    for (const verb of ['post', 'put', 'patch'] as const)
      await expect(requests[verb](URL_, null, {})).rejects.toThrow(`${verb}() takes a URL and options`);
  });

  test('a hint is a name that there is, or a sentence', async () => {
    const session = played().session;
    for (const [name, hint] of Object.entries({ ...SESSION_HINTS, ...REQUEST_HINTS })) {
      expect(name).toMatch(/^[a-z0-9]+$/);
      if (hint.includes(' ')) continue;
      const [asRequest, asSession] = [
        await failure(session.get(URL_, { [name]: 1 } as object)),
        await failure((async () => new Session({ transport: session.transport, [name]: 1 } as never))()),
      ];
      expect(`${asRequest.message}${asSession.message}`).toContain(`did you mean '${hint}'?`);
      expect([
        ...Object.keys({ data: 1, json: 1, files: 1, signal: 1, allowRedirects: 1 }),
        ...Object.keys(session),
      ]).toContain(['headers', 'cookies', 'verify'].includes(hint) ? 'params' : hint);
    }
  });
});

test('a timeout in seconds: the message shows the number and its unit', async () => {
  const { session } = played([async () => new Promise(() => {})]);
  const error = await failure(session.get('http://a.test/', { timeout: { total: 5 } }));
  expect(error).toBeInstanceOf(Timeout);
  expect(error.message).toBe('The request took longer than 5 ms in total. Timeouts are in milliseconds.');
});

describe('a body that is not JSON: the message shows how it begins', () => {
  const message = (body: string, type = 'text/html'): string => {
    const response = new Response({ statusCode: 502, url: 'http://a.test/', headers: { 'Content-Type': type }, body });
    try {
      response.json();
    } catch (error) {
      return (error as JSONDecodeError).message;
    }
    throw new Error('It is JSON');
  };

  test('a page, text, nothing', () => {
    expect(message('<!DOCTYPE html><html>\n<head><title>502 Bad Gateway</title>')).toBe(
      "Expecting value: line 1 column 1 (char 0) in a 502 response ('<!DOCTYPE html><html> <head><title>502 Bad Gateway</title>') " +
        "with Content-Type 'text/html' for url: http://a.test/",
    );
    expect(message('Service Unavailable')).toContain("('Service Unavailable')");
    expect(message('')).toContain('in an empty 502 response with');
  });

  test.each([
    ['<html lang="en">', ''],
    ['<html><input value="hunter2">', '<html>…'],
    ['Your password is hunter', 'Your…'],
    ['access_token=hunter&x=y', ''],
    ['Bearer hunter', ''],
    ['error code: 1020', 'error…'],
    ['hunter2', ''],
    ['{"password": hunter2}', ''],
    ['["hunter"', ''],
    ['"hunter', ''],
    ['user:hunter', ''],
    ['see www.test', 'see…'],
    [' \n ', ''],
    [`${' '.repeat(500)}<p>\n\n${' '.repeat(500)}Sorry`, '<p> Sorry'],
    ['a\u001b[31m', ''],
    [`${'word '.repeat(30)}`, `${'word '.repeat(12).trim()}…`],
  ])('%j: %j', (text, shown) => expect(shownBeginning(text)).toBe(shown));

  test('never a part of what may be a key or token', () => {
    const secret = fc.string({ unit: fc.constantFrom(...'abcXYZ019-_.~+/='), minLength: 17, maxLength: 60 });
    fc.assert(
      fc.property(fc.constantFrom('', 'Hello ', '<html><p>', 'token: '), secret, (before, text) => {
        expect(shownBeginning(before + text).replace(before.trim(), '')).not.toMatch(/[a-z0-9]/i);
      }),
    );
  });
});

describe('what other clients call parts of a response', () => {
  test('status is the status; data and body, whose meaning differs, are not there', () => {
    const response = new Response({ statusCode: 404, body: 'x' });
    expect([response.status, response.data, response.body]).toEqual([404, undefined, undefined]);
    expect(['data' in response, 'body' in response]).toEqual([false, false]);
    expect(Object.keys(response)).not.toContain('status');
  });
});

test('a HeaderMap prints as one, without secrets', () => {
  const headers = new HeaderMap([
    ['Content-Type', 'text/html'],
    ['Set-Cookie', 'id=hunter2'],
    ['__proto__', 'x'],
  ]);
  expect(inspect(headers, { breakLength: 200 })).toBe(
    "HeaderMap { 'Content-Type': 'text/html', 'Set-Cookie': '***', ['__proto__']: 'x' }",
  );
  expect(inspect({ headers: new HeaderMap() })).toBe('{ headers: HeaderMap {} }');
});
