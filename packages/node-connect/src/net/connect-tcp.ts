import net from 'node:net';
import type { AddressGuard } from '@req/core';
import type { Attempt } from './attempt.ts';
import { guarded } from './guarded-lookup.ts';
import { lookupNonEmpty } from './lookup-non-empty.ts';
import { fromSocketError } from './socket-errors.ts';

/** Where a plain socket connects to. */
export interface TcpTarget {
  readonly host: string;
  readonly port: number;
  readonly socketPath?: string | null | undefined;
  readonly lookup?: net.LookupFunction | undefined;
  /** `host:port`, for messages. */
  readonly label: string;
  readonly viaProxy: boolean;
  /** Ignored for Unix domain sockets. */
  readonly guard?: AddressGuard | null | undefined;
  /** Receives the bytes as they are read, bypassing the socket's stream. */
  readonly onread?: net.OnReadOpts | undefined;
}

/** Milliseconds of silence before TCP probes a connection. */
export const KEEP_ALIVE_DELAY = 60_000;

/**
 * The options of `net.connect`, complete: Node copies them into an object where a missing one would be looked up on
 * `Object.prototype`. A class, because an object literal whose prototype is removed takes 1.5 kB.
 */
class ConnectOptions {
  readonly host: string | undefined;
  readonly port: number;
  readonly path: string | undefined;
  readonly lookup: net.LookupFunction | undefined;
  readonly onread: net.OnReadOpts | undefined;
  readonly noDelay: boolean;
  readonly keepAlive: boolean;
  readonly keepAliveInitialDelay = KEEP_ALIVE_DELAY;
  readonly signal = undefined;
  readonly handle = undefined;
  readonly fd = undefined;
  readonly allowHalfOpen = false;
  readonly read = undefined;
  readonly write = undefined;
  readonly writev = undefined;
  readonly final = undefined;
  readonly destroy = undefined;
  readonly construct = undefined;
  readonly highWaterMark = undefined;
  readonly objectMode = false;

  constructor({ host, port, onread }: TcpTarget, path: string | null, lookup: net.LookupFunction | undefined) {
    const tcp = path === null;
    this.host = tcp ? host : undefined;
    this.port = port;
    this.path = path ?? undefined;
    this.lookup = tcp ? lookup : undefined;
    this.onread = onread;
    this.noDelay = tcp;
    this.keepAlive = tcp;
  }
}

Object.setPrototypeOf(ConnectOptions.prototype, null);

/** A connected socket; addresses of both families are raced (RFC 8305) as Node does by default. */
export function connectTcp(attempt: Attempt, to: TcpTarget, then: (socket: net.Socket) => void): void {
  const path = to.socketPath ?? null;
  const failure = (error: unknown) =>
    fromSocketError(error, { host: path ?? to.label, viaProxy: to.viaProxy, phase: 'connect' });
  let socket: net.Socket;
  try {
    const given = to.lookup && lookupNonEmpty(to.lookup);
    const lookup = to.guard && path === null ? guarded(to.host, to.guard, given) : given;
    socket = net.connect(new ConnectOptions(to, path, lookup && noted(lookup, attempt)) as net.NetConnectOpts);
    if (lookup === undefined) {
      socket.once('lookup', (error, address, _family, host) => {
        if (error === null) attempt.resolved(host, address);
      });
    }
  } catch (error) {
    // An invalid port, or an address that is not allowed.
    process.nextTick(() => attempt.fail(failure(error)));
    return;
  }
  attempt.hold(socket, failure);
  socket.once('connect', () => {
    attempt.connected(socket);
    then(socket);
  });
}

/** A lookup that the attempt is told of. One that calls back at once does so before anybody can listen to the socket. */
function noted(lookup: net.LookupFunction, attempt: Attempt): net.LookupFunction {
  return (host, options, callback) => {
    lookup(host, options, (error, found, family) => {
      const address = Array.isArray(found) ? found[0]?.address : found;
      if (!error && address !== undefined) attempt.resolved(host, address);
      callback(error, found, family);
    });
  };
}
