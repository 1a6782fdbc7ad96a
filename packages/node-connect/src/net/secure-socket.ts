import net from 'node:net';
import tls from 'node:tls';
import type { TlsSettings } from '@req/core';
import type { Attempt } from './attempt.ts';
import { nullPrototype } from './null-prototype.ts';
import { secureContext } from './secure-context.ts';
import { checkServerIdentity } from './server-identity.ts';
import { fromSocketError } from './socket-errors.ts';

/** A connected socket to start TLS on. */
export interface SecureTarget {
  readonly socket: net.Socket;
  readonly host: string;
  readonly servername?: string | undefined;
  /** `host:port`, for messages. */
  readonly label: string;
  readonly tls: TlsSettings;
  readonly alpn?: readonly string[] | undefined;
  /** The other end is a proxy: its failures are `ProxyError`, and it gets no client certificate. */
  readonly viaProxy: boolean;
}

/** Does the TLS handshake and checks the certificate. */
export function secure(attempt: Attempt, to: SecureTarget, then: (socket: tls.TLSSocket) => void): void {
  const failure = (error: unknown) =>
    fromSocketError(error ?? closedInHandshake(), { host: to.label, viaProxy: to.viaProxy, phase: 'connect' });
  let socket: tls.TLSSocket;
  try {
    socket = tls.connect(options(to));
  } catch (error) {
    attempt.hold(to.socket, failure);
    attempt.fail(failure(error));
    return;
  }
  attempt.hold(socket, failure);
  // From now on the TLS socket reports the errors of the socket underneath.
  to.socket.on('error', () => {});
  socket.once('secureConnect', () => {
    attempt.secured(socket);
    then(socket);
  });
}

function options(to: SecureTarget): tls.ConnectionOptions {
  const name = to.servername ?? canonicalName(to.host);
  return nullPrototype({
    socket: to.socket,
    host: name,
    servername: net.isIP(name) === 0 ? name : '',
    secureContext: secureContext(to.tls, !to.viaProxy),
    rejectUnauthorized: to.tls.verify,
    checkServerIdentity,
    ...(to.alpn && { ALPNProtocols: [...to.alpn] }),
    // Node copies these options into an object where a missing one would be looked up on Object.prototype.
    path: undefined,
    session: undefined,
    pskCallback: undefined,
    requestOCSP: false,
    enableTrace: false,
    timeout: undefined,
  } as tls.ConnectionOptions);
}

/** The name that the certificate must be for: `127.1` is an address, and a trailing dot is dropped (RFC 6066 §3). */
function canonicalName(host: string): string {
  if (net.isIP(host) !== 0) return host;
  try {
    const name = new URL(`https://${host}/`).hostname;
    return name.endsWith('.') ? name.slice(0, -1) : name;
  } catch {
    return host;
  }
}

function closedInHandshake(): Error {
  return Object.assign(new Error('The connection was closed before the TLS handshake was complete.'), {
    code: 'ERR_TLS_HANDSHAKE_CLOSED',
  });
}
