import net from 'node:net';
import type { AddressGuard } from '@req/core';
import type { Attempt } from './attempt.ts';
import { guarded } from './guarded-lookup.ts';
import { lookupNonEmpty } from './lookup-non-empty.ts';
import { fromSocketError } from './socket-errors.ts';

/** Where a plain socket goes. */
export interface TcpTarget {
  readonly host: string;
  readonly port: number;
  readonly socketPath?: string | null | undefined;
  readonly lookup?: net.LookupFunction | undefined;
  /** `host:port`, for messages. */
  readonly label: string;
  readonly viaProxy: boolean;
  /** Not asked for Unix domain sockets. */
  readonly guard?: AddressGuard | null | undefined;
  /** Takes the bytes as they are read, past the socket's stream. */
  readonly onread?: net.OnReadOpts | undefined;
}

/** Before the first probe of an idle connection, in milliseconds. */
export const KEEP_ALIVE_DELAY = 60_000;

/**
 * What `net.connect` reads. All that Node's copy of it might lack is there: it would be looked up on `Object.prototype`.
 * A class, for an object without prototype that is put together takes a kilobyte and a half.
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
    socket = net.connect(new ConnectOptions(to, path, lookup) as net.NetConnectOpts);
  } catch (error) {
    // Thrown for a port that is none and for an address that is not allowed, before there is a socket.
    process.nextTick(() => attempt.fail(failure(error)));
    return;
  }
  attempt.hold(socket, failure);
  socket.once('connect', () => then(socket));
}
