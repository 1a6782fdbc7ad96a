import { afterPoll } from '@req/node-connect';
import type { Exchange } from '../exchange.ts';
import { Connection, type ConnectionSettings } from './connection.ts';

/** The connections to one origin. */
export class Pool {
  readonly settings: ConnectionSettings;
  /** Most connections at a time. */
  readonly #limit: number;
  readonly #onEmpty: (pool: Pool) => void;
  readonly #all = new Set<Connection>();
  /** Connections that can take another exchange; the one used last is at the end and taken first. */
  readonly #available: Connection[] = [];
  /** Exchanges that wait for a connection. */
  readonly #waiting: Exchange[] = [];
  /** Exchanges that wait until idle HTTP/2 connections have been checked. */
  readonly #checking = new Set<Exchange>();
  /** Number of connections being opened. */
  #opening = 0;
  #closed = false;
  /** A check whether the pool is empty is scheduled. */
  #emptyCheckScheduled = false;

  constructor(settings: ConnectionSettings, limit: number, onEmpty: (pool: Pool) => void) {
    this.settings = settings;
    this.#limit = limit;
    this.#onEmpty = onEmpty;
  }

  get #nobodyWaits(): boolean {
    return this.#waiting.length === 0 && this.#checking.size === 0;
  }

  get idle(): boolean {
    return this.#nobodyWaits && this.#opening === 0 && this.#available.length === this.#all.size;
  }

  /** Sends an exchange as soon as there is a connection for it. */
  add(exchange: Exchange): void {
    // undici delays a streamed upload until it is alone on its connection.
    const alone = this.settings.http2 && exchange.streamsUpload;
    const connection = alone ? this.#available.find((each) => each.running === 0) : this.#lastUsed();
    if (connection !== undefined) {
      const needsCheck = mayBeStale(connection);
      // An HTTP/1.1 connection makes the check by itself, before it writes.
      if (!needsCheck || connection.http2 === null) this.#run(connection, exchange, needsCheck);
      // One check for each connection is enough: further exchanges open their own.
      else if (this.#checking.size < this.#available.length) this.#checkIdle(exchange);
      else this.addFresh(exchange);
      return;
    }
    // An HTTP/2 connection that is being opened will carry this exchange too.
    if (this.settings.http2 && this.#opening > 0 && !alone) this.#waiting.push(exchange);
    else this.addFresh(exchange);
  }

  /** The connection that was used last; closed ones are dropped on the way. */
  #lastUsed(): Connection | undefined {
    for (;;) {
      const connection = this.#available.at(-1);
      if (connection === undefined || connection.alive || connection.running > 0) return connection;
      this.drop(connection);
    }
  }

  /**
   * While this process was busy, the server may have closed an idle connection. One turn of the event loop shows that,
   * as urllib3 checks whether an idle socket is readable.
   */
  #checkIdle(exchange: Exchange): void {
    this.#checking.add(exchange);
    afterPoll(() => {
      if (!this.#checking.has(exchange)) return;
      const now = performance.now();
      for (const each of [...this.#available]) {
        if (!each.alive) this.drop(each);
        else if (each.running === 0) each.idleSince = now;
      }
      this.#checking.delete(exchange);
      this.add(exchange);
    });
  }

  /** Like `add`, but on a new connection. */
  addFresh(exchange: Exchange): void {
    if (this.#all.size >= this.#limit) this.#waiting.push(exchange);
    else this.#open(exchange);
  }

  /** Forgets an exchange that was not yet dispatched. */
  remove(exchange: Exchange): void {
    this.#checking.delete(exchange);
    const index = this.#waiting.indexOf(exchange);
    if (index >= 0) this.#waiting.splice(index, 1);
  }

  /** An exchange has ended. `reusable`: the connection may carry another. */
  release(connection: Connection, exchange: Exchange, reusable: boolean): void {
    if (connection.running === connection.capacity) this.#available.push(connection);
    connection.remove(exchange);
    if (!reusable || !connection.alive || (this.#closed && connection.running === 0)) this.drop(connection);
    else if (this.#waiting.length > 0) {
      // Not synchronously: undici is still parsing, and unparsed bytes must not meet the next request. For the bytes that
      // the system still holds, the connection is checked before that request is written.
      if (connection.http2 === null) connection.idleSince = 0;
      queueMicrotask(this.#onFree);
    }
  }

  readonly #endIfEmpty = (): void => {
    this.#emptyCheckScheduled = false;
    if (this.#all.size === 0 && this.#nobodyWaits) this.#onEmpty(this);
  };

  readonly #onFree = (): void => this.#serveWaiting();

  /** Destroys a connection and forgets it. */
  drop(connection: Connection): void {
    connection.destroy();
    if (!this.#all.delete(connection)) return;
    this.#makeUnavailable(connection);
    this.#serveWaiting();
    if (this.#all.size > 0 || !this.#nobodyWaits || this.#emptyCheckScheduled) return;
    // Not synchronously: the exchange that lost its connection may be about to open another.
    this.#emptyCheckScheduled = true;
    queueMicrotask(this.#endIfEmpty);
  }

  /** Closes idle connections now, the others when their exchanges end. */
  close(): void {
    this.#closed = true;
    this.closeIdle();
  }

  closeIdle(): void {
    for (const connection of [...this.#all]) if (connection.running === 0 && connection.alive) this.drop(connection);
  }

  #run(connection: Connection, exchange: Exchange, pollFirst: boolean): void {
    if (connection.running + 1 === connection.capacity) this.#makeUnavailable(connection);
    connection.dispatch(exchange, pollFirst);
  }

  #makeUnavailable(connection: Connection): void {
    const available = this.#available;
    const index = available.lastIndexOf(connection);
    if (index === available.length - 1) available.pop();
    else if (index >= 0) available.splice(index, 1);
  }

  #open(exchange: Exchange): void {
    const connection = new Connection(this.settings, this.#onClosed);
    this.#all.add(connection);
    this.#opening++;
    exchange.opening = connection;
    connection.open(exchange.request.trace ?? null, (error) => {
      exchange.opening = null;
      this.#opening--;
      if (error !== null) {
        this.drop(connection);
        exchange.fail(error);
        return;
      }
      this.#available.push(connection);
      this.#run(connection, exchange, false);
      this.#serveWaiting();
    });
  }

  /** The exchange that a connection is being opened for has failed. */
  abandon(connection: Connection): void {
    this.#opening--;
    this.drop(connection);
  }

  /** Gives waiting exchanges the connections that are available, and opens new ones for the rest. */
  #serveWaiting(): void {
    for (let n = this.#waiting.length; n > 0 && this.#waiting.length > 0; n--) {
      const blocked =
        this.#available.length === 0 && (this.#all.size >= this.#limit || (this.#opening > 0 && this.settings.http2));
      if (blocked) return;
      this.add(this.#waiting.shift() as Exchange);
    }
  }

  /**
   * The socket was closed, or was idle for too long. With an exchange under way nothing is to be done here: undici opens
   * another socket for it, or fails it.
   */
  readonly #onClosed = (connection: Connection): void => {
    if (connection.running === 0) this.drop(connection);
  };
}

/** Milliseconds for which an idle connection is assumed to be open and to have received nothing. */
const IDLE_CHECK_AFTER_MS = 1;

function mayBeStale(connection: Connection): boolean {
  return connection.running === 0 && !(performance.now() - connection.idleSince < IDLE_CHECK_AFTER_MS);
}
