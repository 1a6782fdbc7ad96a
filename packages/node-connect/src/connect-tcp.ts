import net from 'node:net';
import type { AddressGuard } from '@req/core';
import type { Attempt } from './attempt.ts';
import { explicit } from './explicit.ts';
import { guarded } from './guarded-lookup.ts';
import { neverEmpty } from './never-empty.ts';
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

/** What Node would otherwise look up on `Object.prototype`: it copies the options into an object of its own. */
const UNSET = {
  signal: undefined,
  handle: undefined,
  fd: undefined,
  onread: undefined,
  allowHalfOpen: false,
  read: undefined,
  write: undefined,
  writev: undefined,
  final: undefined,
  destroy: undefined,
  construct: undefined,
  highWaterMark: undefined,
  objectMode: false,
};

/** A connected socket; addresses of both families are raced (RFC 8305) as Node does by default. */
export function connectTcp(attempt: Attempt, to: TcpTarget, then: (socket: net.Socket) => void): void {
  const common = { noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_DELAY, ...UNSET };
  const path = to.socketPath ?? null;
  const { onread } = to;
  const failure = (error: unknown) =>
    fromSocketError(error, { host: path ?? to.label, viaProxy: to.viaProxy, phase: 'connect' });
  let socket: net.Socket;
  try {
    const given = to.lookup && neverEmpty(to.lookup);
    const lookup = to.guard && path === null ? guarded(to.host, to.guard, given) : given;
    socket = net.connect(
      path !== null
        ? explicit({ path, ...UNSET, ...(onread && { onread }) })
        : explicit({ ...common, host: to.host, port: to.port, ...(lookup && { lookup }), ...(onread && { onread }) }),
    );
  } catch (error) {
    // Thrown for a port that is none and for an address that is not allowed, before there is a socket.
    process.nextTick(() => attempt.fail(failure(error)));
    return;
  }
  attempt.hold(socket, failure);
  socket.once('connect', () => then(socket));
}
