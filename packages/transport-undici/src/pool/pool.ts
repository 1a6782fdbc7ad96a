import { afterPoll } from '@req/node-connect';
import type { Exchange } from '../exchange.ts';
import { Connection, type ConnectionSettings } from './connection.ts';

/** The connections to one origin. */
export class Pool {
  readonly #settings: ConnectionSettings;
  readonly #limit: number;
  readonly #onEmpty: (pool: Pool) => void;
  readonly #all = new Set<Connection>();
  /** Connections that can take another exchange; the one used last is taken first. */
  readonly #available: Connection[] = [];
  readonly #waiting: Exchange[] = [];
  /** Exchanges that wait for a look at the connections. */
  readonly #looking: Set<Exchange> = new Set();
  /** Connections being opened. */
  #opening = 0;
  #closed = false;
  /** Its end is near, unless somebody opens a connection first. */
  #emptying = false;

  constructor(settings: ConnectionSettings, limit: number, onEmpty: (pool: Pool) => void) {
    this.#settings = settings;
    this.#limit = limit;
    this.#onEmpty = onEmpty;
  }

  /** Nobody waits for a connection. */
  get #unwanted(): boolean {
    return this.#waiting.length === 0 && this.#looking.size === 0;
  }

  get idle(): boolean {
    return this.#unwanted && this.#opening === 0 && this.#available.length === this.#all.size;
  }

  /** Sends an exchange on its way as soon as there is a connection for it. */
  add(exchange: Exchange): void {
    // undici holds a streamed upload back until nothing else runs on its connection.
    const alone = this.#settings.http2 && exchange.streamsUp;
    const connection = alone ? this.#available.find((each) => each.running === 0) : this.#last();
    if (connection !== undefined) {
      const fresh = isFresh(connection);
      // Over HTTP/1.1 the connection itself looks before it writes.
      if (fresh || !connection.h2) this.#run(connection, exchange, !fresh);
      // More than there are connections need not wait for what the look shows.
      else if (this.#looking.size < this.#available.length) this.#look(exchange);
      else this.addFresh(exchange);
      return;
    }
    // Over HTTP/2 a connection that is being opened will carry this one too.
    if (this.#settings.http2 && this.#opening > 0 && !alone) this.#waiting.push(exchange);
    else this.addFresh(exchange);
  }

  /** The connection that was used last, those that are closed apart. */
  #last(): Connection | undefined {
    for (;;) {
      const connection = this.#available.at(-1);
      if (connection === undefined || connection.alive || connection.running > 0) return connection;
      this.drop(connection);
    }
  }

  /**
   * If this process was busy, the server may have closed an idle connection without our having seen it. One turn of the
   * event loop shows that, as urllib3 looks whether an idle socket is readable. For HTTP/2; an HTTP/1.1 connection does so
   * by itself (`Http1Socket`).
   */
  #look(exchange: Exchange): void {
    this.#looking.add(exchange);
    afterPoll(() => {
      if (!this.#looking.has(exchange)) return;
      const now = performance.now();
      for (const each of [...this.#available]) {
        if (!each.alive) this.drop(each);
        else if (each.running === 0) each.idleSince = now;
      }
      this.#looking.delete(exchange);
      this.add(exchange);
    });
  }

  /** Like `add`, but on a new connection. */
  addFresh(exchange: Exchange): void {
    if (this.#all.size >= this.#limit) this.#waiting.push(exchange);
    else this.#open(exchange);
  }

  /** An exchange that was not yet dispatched is no longer wanted. */
  remove(exchange: Exchange): void {
    this.#looking.delete(exchange);
    const index = this.#waiting.indexOf(exchange);
    if (index >= 0) this.#waiting.splice(index, 1);
  }

  /** An exchange has ended. `reusable`: the connection may carry another. */
  release(connection: Connection, exchange: Exchange, reusable: boolean): void {
    if (connection.running === connection.capacity) this.#available.push(connection);
    connection.finished(exchange);
    if (!reusable || !connection.alive || (this.#closed && connection.running === 0)) this.drop(connection);
    else if (this.#waiting.length > 0) {
      // Not from here: undici is parsing, and what it has yet to parse must not meet the next request. Nor must what is on
      // its way, as far as that can be seen.
      if (!connection.h2) connection.idleSince = 0;
      queueMicrotask(this.#onFree);
    }
  }

  readonly #endIfEmpty = (): void => {
    this.#emptying = false;
    if (this.#all.size === 0 && this.#unwanted) this.#onEmpty(this);
  };

  readonly #onFree = (): void => this.#serve();

  /** Gives a connection up. */
  drop(connection: Connection): void {
    connection.destroy();
    this.#forget(connection);
  }

  /** Idle connections end now, the others with their exchanges. */
  close(): void {
    this.#closed = true;
    this.closeIdle();
  }

  closeIdle(): void {
    for (const connection of [...this.#all]) if (connection.running === 0 && connection.alive) this.drop(connection);
  }

  #run(connection: Connection, exchange: Exchange, pollFirst: boolean): void {
    if (connection.running + 1 === connection.capacity) this.#take(connection);
    connection.dispatch(exchange, pollFirst);
  }

  /** It takes no more exchanges. */
  #take(connection: Connection): void {
    const available = this.#available;
    const index = available.lastIndexOf(connection);
    if (index === available.length - 1) available.pop();
    else if (index >= 0) available.splice(index, 1);
  }

  #open(exchange: Exchange): void {
    const connection = new Connection(this.#settings, this.#onLost);
    this.#all.add(connection);
    this.#opening++;
    exchange.opening = connection;
    connection.open((error) => {
      exchange.opening = null;
      this.#opening--;
      if (error !== null) {
        this.drop(connection);
        exchange.fail(error);
        return;
      }
      this.#available.push(connection);
      this.#run(connection, exchange, false);
      this.#serve();
    });
  }

  /** The exchange that a connection was being opened for has given up. */
  abandon(connection: Connection): void {
    this.#opening--;
    this.drop(connection);
  }

  /** Exchanges that wait get what there is, and new connections for the rest. */
  #serve(): void {
    for (let n = this.#waiting.length; n > 0 && this.#waiting.length > 0; n--) {
      const blocked =
        this.#available.length === 0 && (this.#all.size >= this.#limit || (this.#opening > 0 && this.#settings.http2));
      if (blocked) return;
      this.add(this.#waiting.shift() as Exchange);
    }
  }

  /** The socket is closed, or was idle for long. A client with an exchange opens another by itself, or has failed the exchange. */
  readonly #onLost = (connection: Connection): void => {
    if (connection.running === 0) this.drop(connection);
  };

  #forget(connection: Connection): void {
    if (!this.#all.delete(connection)) return;
    this.#take(connection);
    this.#serve();
    if (this.#all.size > 0 || !this.#unwanted || this.#emptying) return;
    // Not at once: the exchange that lost its connection may be about to open another.
    this.#emptying = true;
    queueMicrotask(this.#endIfEmpty);
  }
}

/** Milliseconds for which an idle connection is taken to be open, and to have brought nothing, without a look. */
const SURELY_OPEN = 1;

function isFresh(connection: Connection): boolean {
  return connection.running > 0 || performance.now() - connection.idleSince < SURELY_OPEN;
}
