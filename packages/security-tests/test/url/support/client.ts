import { type RequestOptions, Session, type Transport } from '@req/core';
import { exchange } from '../../injection/support/client.ts';

/** Sends a GET to a URL; resolves when it is answered, redirects followed. */
export type Client = (url: string, options?: RequestOptions) => Promise<unknown>;

/** req over a transport. */
export function over(transport: Transport): Client {
  return (url, options) => new Session({ transport, trustEnv: false }).get(url, { timeout: 60_000, ...options });
}

/** A session that uses the environment. */
export function inEnvironment(transport: Transport): Session {
  return new Session({ transport, timeout: 60_000 });
}

/**
 * A client that finds the port with its own pattern: the first group is the port on 127.0.0.1 that it connects to.
 * `rewrite` changes the URL before that.
 */
export function byPattern(pattern: RegExp, rewrite: (url: string) => string = (url) => url): Client {
  return async (url) => {
    const port = pattern.exec(rewrite(url))?.[1];
    if (port === undefined) throw new TypeError('Not understood.');
    await exchange(Number(port), `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`);
  };
}

/** Takes the text after the last `@`, wherever that is. */
export const behindLastAt: Client = byPattern(/^.*@127\.0\.0\.1:(\d+)/s);

/** Takes the text after the first `@`. */
export const behindFirstAt: Client = byPattern(/^[^@]*@127\.0\.0\.1:(\d+)/s);

/** Takes the first text that looks like an address. */
export const firstAddress: Client = byPattern(/127\.0\.0\.1:(\d+)/);

/** Parses everything with the WHATWG parser. */
export const whatwg: Client = (url) => fetch(url);

/** Sets variables of the environment while `task` runs. */
export async function withEnvironment<T>(
  variables: Readonly<Record<string, string>>,
  task: () => Promise<T>,
): Promise<T> {
  const names = ['http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY', 'no_proxy', 'NO_PROXY', 'NETRC'];
  const before = new Map(names.map((name) => [name, process.env[name]]));
  for (const name of names) delete process.env[name];
  Object.assign(process.env, variables);
  try {
    return await task();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}
