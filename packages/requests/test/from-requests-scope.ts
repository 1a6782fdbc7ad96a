import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as everything from '@req/requests';
import { AxiosTransport } from '@req/transport-axios';
import { FetchTransport } from '@req/transport-fetch';
import { UndiciTransport } from '@req/transport-undici';
import { Agent } from 'undici';

/** The axios that AxiosTransport was made for: there may be another one at the root. */
const axios = createRequire(new URL('../../transport-axios/package.json', import.meta.url))('axios');

const { FunctionTransport, HTTPError, Request, Session } = everything;

/** What the pages' code may name without saying where it comes from; to be seen by the type checker too. */
export const SCOPE_TYPES = `
import type * as req from '@req/requests';
declare const url: string;
declare const session: req.Session;
declare const request: req.Request;
declare const prepared: req.PreparedRequest;
declare const r: req.Response;
declare const jar: req.CookieJar;
declare const headers: req.HeaderMap;
declare const error: req.RequestException;
declare const transport: req.Transport;
declare const hook: req.ResponseHook;
declare const dispatcher: import('undici').Agent;
declare const axiosInstance: NonNullable<ConstructorParameters<typeof AxiosTransport>[0]>;
`;

/** Names of `@req/requests` that a module can import as they are and that `SCOPE_TYPES` does not take. */
export const EXPORTED: readonly string[] = Object.keys(everything).filter(
  (name) => !['default', 'delete', 'request', 'session'].includes(name),
);

export interface Place {
  /** Of an httpbin. */
  readonly origin: string;
  readonly directory: string;
}

/** The page's hosts and files, where the test has them. */
export function placed(code: string, { origin, directory }: Place): string {
  return code
    .replaceAll('https://httpbin.org', origin)
    .replaceAll("'httpbin.org'", "'127.0.0.1'")
    .replaceAll('http://10.10.1.10:3128', origin)
    .replace(/'([\w-]+\.(?:bin|pem|key))'/g, (_, file: string) => JSON.stringify(join(directory, file)));
}

/** What the code may name, made anew. The session's network is a function, that of `requests` real. */
export async function makeScope({ origin, directory }: Place): Promise<Record<string, unknown>> {
  await writeFile(join(directory, 'client.pem'), '');
  await writeFile(join(directory, 'client.key'), '');
  const url = `${origin}/get`;
  const headers = { 'Content-Type': 'application/json', 'Set-Cookie': 'name=value' };
  const transport = new FunctionTransport(() => ({ headers, body: '{"key":\n"value"}' }));
  const session = new Session({ transport });
  const r = await session.get(url);
  const jar = new everything.CookieJar({ b: '2' });
  jar.set('a', '1', { domain: 'example.org', path: '/' });
  return {
    ...Object.fromEntries(Object.entries(everything).filter(([name]) => EXPORTED.includes(name))),
    UndiciTransport,
    FetchTransport,
    AxiosTransport,
    axiosInstance: axios,
    dispatcher: new Agent(),
    requests: everything.default,
    url,
    session,
    request: new Request('GET', url),
    prepared: await new Request('POST', url, { data: { key: 'value' } }).prepare(),
    r,
    jar,
    headers: new everything.HeaderMap({ Accept: '*/*' }),
    error: new HTTPError('404 Client Error', { response: r }),
    transport,
    hook: (): void => {},
  };
}
