import type net from 'node:net';
import { ConnectionError, type HeaderMap, ProxyError } from '@req/core';
import type { Attempt } from './attempt.ts';
import { type ConnectResponse, ConnectResponseReader } from './connect-response.ts';
import { fromSocketError } from './socket-errors.ts';

/** What to ask an HTTP proxy for. */
export interface HttpTunnel {
  /** Connected to the proxy. */
  readonly socket: net.Socket;
  /** The proxy's `host:port`, for messages. */
  readonly label: string;
  /** `host:port` to be connected to. */
  readonly authority: string;
  /** For the proxy alone. The request's own headers never come here. */
  readonly headers: HeaderMap;
}

/**
 * CONNECT (RFC 9110 §9.3.6). Only 2xx opens the tunnel; every other status is a `ProxyError` with the property
 * `proxyStatus`, never a response: what a proxy answers to CONNECT is not the origin's word.
 */
export function tunnelThroughHttp(attempt: Attempt, to: HttpTunnel, then: (socket: net.Socket) => void): void {
  const { socket, label } = to;
  // No ProxyError: as Requests tells it, nothing was refused.
  const closed = (): ConnectionError =>
    new ConnectionError(`The proxy ${label} closed the connection instead of answering CONNECT.`);
  attempt.hold(socket, (error) =>
    error === null ? closed() : fromSocketError(error, { host: label, viaProxy: true, phase: 'connect' }),
  );
  const reader = new ConnectResponseReader();
  // 'readable', not 'data': what comes after the head can be put back, and the socket is left as if never read.
  const onReadable = (): void => {
    if (attempt.over) return;
    let answer: ConnectResponse | string | null = null;
    while (answer === null) {
      const piece = socket.read() as Buffer | null;
      if (piece === null) return;
      answer = reader.add(piece);
    }
    socket.removeListener('readable', onReadable);
    socket.removeListener('end', onEnd);
    if (typeof answer === 'string') {
      attempt.fail(new ProxyError(`The proxy ${label} answered CONNECT with ${answer}.`));
    } else if (answer.status < 200 || answer.status > 299) {
      attempt.fail(refusal(label, answer));
    } else {
      if (answer.rest.length > 0) socket.unshift(answer.rest);
      then(socket);
    }
  };
  const onEnd = (): void => attempt.fail(closed());
  socket.on('readable', onReadable);
  socket.on('end', onEnd);
  socket.write(connectHead(to), 'latin1');
}

function connectHead(to: HttpTunnel): string {
  let head = `CONNECT ${to.authority} HTTP/1.1\r\nHost: ${to.authority}\r\n`;
  const flat = to.headers.toFlat();
  for (let i = 0; i < flat.length; i += 2) head += `${flat[i]}: ${flat[i + 1]}\r\n`;
  return `${head}\r\n`;
}

function refusal(label: string, { status, reason }: ConnectResponse): ProxyError {
  // Printable only, and not for ever: it goes into logs.
  const words = reason.replace(/[^\x20-\x7e]/g, '?').slice(0, 100);
  const error = new ProxyError(`The proxy ${label} answered CONNECT with ${`${status} ${words}`.trim()}.`);
  return Object.defineProperty(error, 'proxyStatus', { value: status, enumerable: true });
}
