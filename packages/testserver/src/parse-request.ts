import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { ParsedRequest } from './parsed-request.ts';
import { joinFields } from './request/header-fields.ts';
import { parseUrlEncoded } from './request/multi-dict.ts';
import { readBody } from './request/read-body.ts';

/** Path and query of a request target; a client that talks to a proxy sends an absolute URL (RFC 9112 §3.2.2). */
function originForm(target: string): string {
  const absolute = /^https?:\/\/[^/?#]*(.*)$/i.exec(target)?.[1];
  const path = absolute ?? target;
  return path.startsWith('/') ? path : `/${path}`;
}

/** Aborts when the connection closes before the reply has been written. */
function closedSignal(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort();
  });
  return controller.signal;
}

/** Reads a request and its whole body; `null` when the body exceeds the limit. */
export async function parseRequest(message: IncomingMessage, response: ServerResponse): Promise<ParsedRequest | null> {
  const signal = closedSignal(response);
  const body = await readBody(message);
  if (body === null) return null;
  const target = originForm(message.url ?? '/');
  const query = target.indexOf('?');
  return {
    method: message.method ?? 'GET',
    target,
    args: parseUrlEncoded(query < 0 ? '' : target.slice(query + 1)),
    params: {},
    headers: joinFields(message.rawHeaders),
    body,
    scheme: (message.socket as Partial<TLSSocket>).encrypted === true ? 'https' : 'http',
    remoteAddress: (message.socket.remoteAddress ?? '').replace(/^::ffff:/, ''),
    signal,
  };
}
