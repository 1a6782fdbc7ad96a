import type net from 'node:net';
import { ConnectionError, type HeaderMap, ProxyError } from '@req/core';
import type { Attempt } from './attempt.ts';
import { type ConnectResponse, ConnectResponseReader } from './connect-response.ts';
import { fromSocketError } from './socket-errors.ts';

/** A tunnel to request from an HTTP proxy. */
export interface HttpTunnel {
  /** The connection to the proxy. */
  readonly socket: net.Socket;
  /** The proxy's `host:port`, for messages. */
  readonly label: string;
  /** `host:port` of the target. */
  readonly authority: string;
  /** Headers for the proxy; never those of the request. */
  readonly headers: HeaderMap;
}

/**
 * CONNECT (RFC 9110 §9.3.6). Only 2xx opens the tunnel; every other status is a `ProxyError` with the property
 * `proxyStatus`, never a response: the proxy does not speak for the origin.
 */
export function tunnelThroughHttp(attempt: Attempt, to: HttpTunnel, then: (socket: net.Socket) => void): void {
  const { socket, label } = to;
  // As in Requests, not a ProxyError: the proxy has refused nothing.
  const closed = (): ConnectionError =>
    new ConnectionError(`The proxy ${label} closed the connection instead of answering CONNECT.`);
  attempt.hold(socket, (error) =>
    error === null ? closed() : fromSocketError(error, { host: label, viaProxy: true, phase: 'connect' }),
  );
  const reader = new ConnectResponseReader();
  // 'readable' instead of 'data': bytes after the head can be unshifted, and the socket is left as if never read.
  const onReadable = (): void => {
    if (attempt.over) return;
    let response: ConnectResponse | string | null = null;
    while (response === null) {
      const piece = socket.read() as Buffer | null;
      if (piece === null) return;
      response = reader.add(piece);
    }
    socket.removeListener('readable', onReadable);
    socket.removeListener('end', onEnd);
    if (typeof response === 'string') {
      attempt.fail(new ProxyError(`The proxy ${label} answered CONNECT with ${response}.`));
    } else if (response.status < 200 || response.status > 299) {
      attempt.fail(refusal(label, response));
    } else {
      if (response.rest.length > 0) socket.unshift(response.rest);
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
  // Printable and short: it goes into logs.
  const words = reason.replace(/[^\x20-\x7e]/g, '?').slice(0, 100);
  const error = new ProxyError(`The proxy ${label} answered CONNECT with ${`${status} ${words}`.trim()}.`);
  return Object.defineProperty(error, 'proxyStatus', { value: status, enumerable: true });
}
