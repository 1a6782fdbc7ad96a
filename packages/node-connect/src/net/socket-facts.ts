import type net from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { ConnectionFacts, TlsFacts } from '@req/core';

/** When a step of opening a socket was done, by `performance.now()`; NaN: there was no such step. */
export interface OpeningTimes {
  readonly dns: number;
  readonly connect: number;
  readonly tls: number;
}

/**
 * What is known about an open socket. Found out once, while the socket can tell, and shared by all responses that arrive on
 * it.
 */
export class SocketFacts {
  /** How long its parts took to open. */
  readonly times: OpeningTimes;
  readonly #fresh: ConnectionFacts;
  #reused: ConnectionFacts | null = null;

  constructor(socket: net.Socket, times: OpeningTimes) {
    this.times = times;
    const { remoteAddress = null, remotePort = null } = socket;
    this.#fresh = { remoteAddress, remotePort, reused: false, tls: tlsFacts(socket) };
  }

  /** For a response on this socket. `reused`: not that of the first request. */
  connection(reused: boolean): ConnectionFacts {
    if (!reused) return this.#fresh;
    this.#reused ??= { ...this.#fresh, reused: true };
    return this.#reused;
  }
}

/** `null` for a socket without TLS. */
export function tlsFacts(socket: net.Socket): TlsFacts | null {
  const { encrypted, alpnProtocol, authorized } = socket as Partial<TLSSocket>;
  if (encrypted !== true) return null;
  const tls = socket as TLSSocket;
  const { standardName, name } = tls.getCipher();
  return {
    protocol: tls.getProtocol() ?? '',
    cipher: standardName ?? name,
    alpnProtocol: alpnProtocol || null,
    authorized: authorized === true,
  };
}

/** A WeakMap would be slower. */
const FACTS = Symbol('facts');

interface KnownSocket {
  [FACTS]?: SocketFacts;
}

/** Records the facts of a socket that was opened here. */
export function noteFacts(socket: net.Socket, times: OpeningTimes): void {
  (socket as KnownSocket)[FACTS] = new SocketFacts(socket, times);
}

/** The facts of a socket that was opened here; `null` for any other. */
export function factsOf(socket: unknown): SocketFacts | null {
  return (socket as KnownSocket | null | undefined)?.[FACTS] ?? null;
}
