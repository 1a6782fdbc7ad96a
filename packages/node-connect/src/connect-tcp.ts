import net from 'node:net';
import type { Attempt } from './attempt.ts';
import { explicit } from './explicit.ts';
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
}

/** Before the first probe of an idle connection, in milliseconds. */
const KEEP_ALIVE_DELAY = 60_000;

/** A connected socket; addresses of both families are raced (RFC 8305) as Node does by default. */
export function connectTcp(attempt: Attempt, to: TcpTarget, then: (socket: net.Socket) => void): void {
  const common = { noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_DELAY };
  const path = to.socketPath ?? null;
  const failure = (error: unknown) =>
    fromSocketError(error, { host: path ?? to.label, viaProxy: to.viaProxy, phase: 'connect' });
  let socket: net.Socket;
  try {
    socket = net.connect(
      path !== null
        ? explicit({ path })
        : explicit({ ...common, host: to.host, port: to.port, ...(to.lookup && { lookup: to.lookup }) }),
    );
  } catch (error) {
    // Thrown for a port that is none, before there is a socket.
    process.nextTick(() => attempt.fail(failure(error)));
    return;
  }
  attempt.hold(socket, failure);
  socket.once('connect', () => then(socket));
}
