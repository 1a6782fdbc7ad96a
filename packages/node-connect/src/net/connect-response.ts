import { MAX_INTERIM } from '../http/response-limits.ts';
import { GrowingBuffer } from './growing-buffer.ts';
import { HeadEnd } from './head-end.ts';

/** A proxy's response to CONNECT. */
export interface ConnectResponse {
  readonly status: number;
  readonly reason: string;
  /** The bytes after the header block: not from the proxy, but from the other end of the tunnel. */
  readonly rest: Buffer;
}

/** Bytes of a proxy's header block. */
const MAX_HEAD = 65_536;

const HTTP = Buffer.from('HTTP/');
const LF = 10;
const CR = 13;
const STATUS_LINE = /^HTTP\/1\.[01] ([1-9]\d\d)(?: ([^\r\n]*))?\r?\n/;

/** Reads the response to CONNECT from the pieces in which it arrives, in linear time however small they are. */
export class ConnectResponseReader {
  #received: GrowingBuffer | null = null;
  #headEnd = new HeadEnd();
  /** How far the header block has been searched for its end. */
  #searched = 0;
  #interim = 0;

  /** The final response; `null` while more is to come; a string that says what is wrong with it. */
  add(piece: Buffer): ConnectResponse | string | null {
    if (this.#received === null) this.#received = new GrowingBuffer(piece);
    else this.#received.append(piece);
    for (;;) {
      const { bytes } = this.#received;
      const begin = bytes.subarray(0, HTTP.length);
      if (!begin.equals(HTTP.subarray(0, begin.length))) return 'something that is not HTTP';
      const from = this.#searched;
      const end = this.#headEnd.find(bytes, from);
      const length = end < 0 ? bytes.length : end;
      if (isMalformed(bytes, from, length)) return 'a malformed header block';
      if (length > MAX_HEAD) return `a header block over ${MAX_HEAD} bytes`;
      this.#searched = length;
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
}

/** Whether there is a NUL, or a CR without LF, between `from` and `end`, or a CR right before `from` without LF. */
function isMalformed(bytes: Buffer, from: number, end: number): boolean {
  for (let i = Math.max(0, from - 1); i < end; i++) {
    if (bytes[i] === 0) return true;
    if (bytes[i] === CR && i + 1 < bytes.length && bytes[i + 1] !== LF) return true;
  }
  return false;
}
