import { MAX_INTERIM } from '../http/response-limits.ts';
import { GrowingBuffer } from './growing-buffer.ts';

/** What a proxy answered to CONNECT. */
export interface ConnectResponse {
  readonly status: number;
  readonly reason: string;
  /** The bytes after the head: not the proxy's, but of who is at the other end. */
  readonly rest: Buffer;
}

/** Largest head taken from a proxy, in bytes. */
const MAX_HEAD = 65_536;

const HTTP = Buffer.from('HTTP/');
const LF = 10;
const CR = 13;
const STATUS_LINE = /^HTTP\/1\.[01] ([1-9]\d\d)(?: ([^\r\n]*))?\r?\n/;

/** Reads the answer to CONNECT from the pieces in which it comes; each byte is looked at once, however small they are. */
export class ConnectResponseReader {
  #received: GrowingBuffer | null = null;
  /** How far the head has been searched for its end. */
  #searched = 0;
  #interim = 0;

  /**
   * The answer, interim ones passed over; `null` when there is more to come; a string that says what is wrong with it.
   */
  add(piece: Buffer): ConnectResponse | string | null {
    if (this.#received === null) this.#received = new GrowingBuffer(piece);
    else this.#received.append(piece);
    for (;;) {
      const { bytes } = this.#received;
      const begin = bytes.subarray(0, HTTP.length);
      if (!begin.equals(HTTP.subarray(0, begin.length))) return 'something that is not HTTP';
      const from = this.#searched;
      const end = this.#endOfHead(bytes);
      if (isMalformed(bytes, from, end < 0 ? bytes.length : end)) return 'a malformed head';
      if ((end < 0 ? bytes.length : end) > MAX_HEAD) return `a head beyond ${MAX_HEAD} bytes`;
      if (end < 0) return null;
      const line = STATUS_LINE.exec(bytes.toString('latin1', 0, end));
      if (line === null) return 'something that is not HTTP';
      const status = Number(line[1]);
      const rest = bytes.subarray(end);
      if (status >= 200 || status === 101) return { status, reason: line[2] ?? '', rest };
      if (++this.#interim > MAX_INTERIM) return `more than ${MAX_INTERIM} interim responses`;
      this.#received = new GrowingBuffer(rest);
      this.#searched = 0;
    }
  }

  /** Index after the empty line that ends the head, or -1. */
  #endOfHead(bytes: Buffer): number {
    for (let i = bytes.indexOf(LF, this.#searched); i >= 0; i = bytes.indexOf(LF, i + 1)) {
      if (bytes[i + 1] === LF) return i + 2;
      if (bytes[i + 1] === CR && bytes[i + 2] === LF) return i + 3;
    }
    // Of an empty line a line feed, and a carriage return, may be there.
    this.#searched = Math.max(0, bytes.length - 2);
    return -1;
  }
}

/** A NUL, or a CR that no LF follows, between `from` and `end`: nothing that comes later makes the head well-formed. */
function isMalformed(bytes: Buffer, from: number, end: number): boolean {
  for (let i = from; i < end; i++) {
    if (bytes[i] === 0) return true;
    if (bytes[i] === CR && i + 1 < bytes.length && bytes[i + 1] !== LF) return true;
  }
  return false;
}
