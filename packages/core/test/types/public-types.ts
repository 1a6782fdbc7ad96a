/**
 * What the types promise. `npm run typecheck` checks it, and nothing runs it: each `expectType` fails to compile unless the
 * types are equal, and each `@ts-expect-error` if the line below it compiles.
 */
import type {
  Capability,
  Content,
  CookieJar,
  ErrorCode,
  HooksInit,
  HTTPError,
  InvalidJSONError,
  PreparedRequest,
  Proxies,
  ProxyError,
  Request,
  RequestException,
  RequestOptions,
  Response,
  RetryAttempt,
  RetryError,
  SchemaIssue,
  Session,
  StandardSchema,
  Timeout,
  TransportRequest,
} from '../../src/index.ts';
import {
  type Auth,
  ConnectionError,
  ConnectTimeout,
  chainAuth,
  type HeaderMap,
  HTTPDigestAuth,
  JSONDecodeError,
  ReadTimeout,
} from '../../src/index.ts';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function expectType<Expected>(): <Actual>(
  value: Actual & (Equal<Actual, Expected> extends true ? unknown : never),
) => void;

declare const session: Session;
const url = 'http://a.test/';

/** An interface has no index signature, unlike a type alias of an object. */
interface Query {
  readonly q: string;
  readonly page?: number;
  readonly tags: readonly string[];
}
interface User {
  id: number;
  name: string;
}
declare const query: Query;
declare const user: User;
declare const userSchema: StandardSchema<User>;

// Options

export async function options(): Promise<void> {
  await session.get(url, { params: query });
  await session.post(url, { data: query });
  await session.post(url, { json: user });
  await session.get(new URL(url), { params: [['a', 1]], timeout: [1000, null], allowRedirects: null });
  await session.get(url, { timeout: { connect: 1000, total: null }, defaultEncoding: () => null });
  await session.post(url, { files: { one: ['a.txt', 'text'], several: [new Blob(['a']), new Blob(['b'])] } });
  // @ts-expect-error a promise that nobody awaited
  await session.get(url, { params: Promise.resolve(query) });
  // @ts-expect-error a number is not a set of parameters
  await session.get(url, { params: 5 });
  // @ts-expect-error the controller of the signal
  await session.get(url, { signal: new AbortController() });
  // @ts-expect-error an option of fetch
  await session.post(url, { body: 'text' });
  // @ts-expect-error the body is an option
  await session.post(url, 'text');
  // @ts-expect-error there is no third argument
  await session.post(url, null, { headers: {} });
  // @ts-expect-error a token is not an authentication
  await session.get(url, { auth: 'token' });
  const auth: Auth = chainAuth(['user', 'password'], new HTTPDigestAuth('user', 'password'), (request) => {
    expectType<PreparedRequest>()(request);
  });
  session.auth = auth;
  session.headers.update({ 'X-A': 'b', 'X-B': null }).update(new Headers());
  // @ts-expect-error a header is text
  session.headers.update({ 'X-A': 5 });
}

// Responses

export async function responses(): Promise<void> {
  const read = await session.get(url);
  const streamed = await session.get(url, { stream: true });
  expectType<Response>()(read);
  expectType<Response>()(streamed);
  expectType<number>()(streamed.statusCode);
  for await (const chunk of streamed) expectType<Content>()(chunk);
  for await (const line of streamed.iterLines({ decodeUnicode: true })) expectType<string>()(line);
  expectType<string>()(read.text);
  expectType<HeaderMap>()(read.headers);
  expectType<HeaderMap>()(read.request.headers);
  expectType<CookieJar>()(read.cookies);
  expectType<User>()(read.json<User>());
  expectType<User>()(read.json(userSchema));
  expectType<User>()(read.json({ schema: userSchema, reviver: (_key, value, { source }) => source ?? value }));
  expectType<User>()(read.json<User>({ parse: JSON.parse }));
  expectType<Response>()(read.raiseForStatus());
  // Names of other clients, with a pointer to ours.
  expectType<number>()(read.status);
  expectType<undefined>()(read.data);
  expectType<undefined>()(read.body);
  // @ts-expect-error json() is not a promise
  await read.json().then(5 satisfies string);
  // @ts-expect-error headers are read by get()
  read.headers['content-type'];
}

// Exceptions

export function exceptions(error: unknown, status: HTTPError, last: RetryError, proxy: ProxyError): void {
  expectType<Response>()(status.response);
  expectType<'HTTP_ERROR'>()(status.code);
  expectType<number | undefined>()(proxy.proxyStatus);
  expectType<readonly RetryAttempt[] | undefined>()(last.retries);
  expectType<Response | null>()(last.response);
  if (error instanceof JSONDecodeError) {
    expectType<'JSON_DECODE_ERROR'>()(error.code);
    expectType<number>()(error.line);
    expectType<Response | null>()(error.response);
  } else if (error instanceof ConnectTimeout) {
    expectType<'CONNECT_TIMEOUT'>()(error.code);
    const both: [Timeout, ConnectionError] = [error, error];
    both.pop();
  } else if (error instanceof ReadTimeout) {
    expectType<'READ_TIMEOUT'>()(error.code);
  } else if (error instanceof ConnectionError) {
    expectType<PreparedRequest | Request | null>()(error.request);
  }
}

export function codes(error: RequestException, schema: InvalidJSONError): void {
  expectType<ErrorCode>()(error.code);
  expectType<readonly SchemaIssue[] | undefined>()(schema.issues);
  switch (error.code) {
    case 'TIMEOUT':
    case 'PROXY_ERROR':
      break;
    // @ts-expect-error there is no such code
    case 'TIMED_OUT':
  }
}

// Hooks

export const hooks: HooksInit = {
  request: (request) => request.headers.set('X-A', 'b'),
  response: [
    (response, { timeout, proxies }) => {
      expectType<Response>()(response);
      expectType<number | null>()(timeout.total);
      expectType<Proxies>()(proxies);
    },
    async (response) => response,
    (response) => response.raiseForStatus(),
  ],
  error: (error) => (error instanceof ConnectionError ? new Error(error.code, { cause: error }) : null),
};
// @ts-expect-error a response hook returns a response or nothing
export const wrongHook: HooksInit = { response: (response) => response.text };
// @ts-expect-error there is no such event
export const wrongEvent: HooksInit = { afterResponse: () => {} };

// Transports

export function transports(request: TransportRequest, capability: Capability): void {
  expectType<null | Uint8Array | AsyncIterable<Uint8Array>>()(request.body);
  // @ts-expect-error there is no such capability
  if (capability === 'proxys') return;
}

/** Options that are built up in a variable keep their type. */
export const stored: RequestOptions = { params: query, json: user, timeout: 5000 };
