import { Socket } from 'node:net';
import { type PreparedRequest, type RequestOptions, Session, type Transport } from '@req/core';

/** What a client is to send. */
export interface Ask {
  readonly method?: string;
  readonly url: string;
  readonly options?: RequestOptions;
  /** Changes the prepared request, as an auth function or a hook may. */
  readonly change?: (request: Changeable) => void;
}

/** The parts of a prepared request that may be set. */
export interface Changeable {
  method: string;
  url: string;
  readonly headers: { set(name: string, value: string): unknown };
}

/** Sends one request; resolves when it has been answered. */
export type Client = (ask: Ask) => Promise<unknown>;

/** req over a transport. */
export function over(transport: Transport): Client {
  return async ({ method = 'GET', url, options = {}, change }) => {
    const session = new Session({ transport, trustEnv: false });
    const auth = change && ((request: PreparedRequest) => change(request));
    return session.request(method, url, { timeout: 60_000, ...options, ...(auth && { auth }) });
  };
}

/**
 * The common cause of these flaws: a head made by joining strings, encoded as ISO-8859-1, which turns U+010A into LF.
 * Supports only the options that the checks need.
 */
export const joinStrings: Client = async ({ method = 'GET', url, options = {}, change }) => {
  const fields = new Map(entries(options.headers));
  const data = options.data as { type?: string; text(): Promise<string> } | string | undefined;
  const prepared = { method, url, headers: fields };
  change?.(prepared);
  const [, host = '', port = '', path = ''] =
    /^http:\/\/(?:[^/]*@)?([^/]*?):(\d+)([/?#][\s\S]*)?$/.exec(prepared.url) ?? [];
  const body = typeof data === 'object' ? await data.text() : (data ?? '');
  if (typeof data === 'object' && data.type) fields.set('Content-Type', data.type);
  let head = `${prepared.method} ${path.replace(/#.*$/, '') || '/'}${query(options.params)} HTTP/1.1\r\n`;
  if (!fields.has('Host')) head += `Host: ${host}:${port}\r\n`;
  for (const [name, value] of fields) head += `${name}: ${value}\r\n`;
  if (body !== '' && !fields.has('Content-Length')) head += `Content-Length: ${body.length}\r\n`;
  await exchange(Number(port), `${head}\r\n${body}`);
};

function entries(headers: RequestOptions['headers']): [string, string][] {
  return [
    ...((headers as Iterable<[string, string]>)?.[Symbol.iterator]
      ? (headers as never)
      : Object.entries(headers ?? {})),
  ];
}

function query(params: RequestOptions['params']): string {
  const pairs = Object.entries((params ?? {}) as Record<string, string>);
  return pairs.length === 0 ? '' : `?${pairs.map(([key, value]) => `${key}=${value}`).join('&')}`;
}

/** Writes `bytes` and waits for the server to close the connection. */
export function exchange(port: number, bytes: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = new Socket();
    socket.on('error', reject).on('close', () => resolve());
    socket.resume();
    socket.connect(port, '127.0.0.1', () => socket.write(bytes, 'latin1'));
    setTimeout(() => socket.destroy(), 300).unref();
  });
}
