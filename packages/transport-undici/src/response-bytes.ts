import { GrowingBuffer, MAX_HEAD, MAX_INTERIM } from '@req/node-connect';

const LF = 10;
const CR = 13;
const ONE = 0x31;
const SPACE = 0x20;
// No status line is that long; beyond it undici's parser may judge.
const STATUS_LINE_LIMIT = 65_536;
/** In one piece of a head: core takes 2,000 altogether. */
const MANY_LINES = 2_000;
/** Bytes of head, trailers and chunk lines, beyond 16 for each byte of the body: tiny chunks are no attack. */
const MAX_FRAMING = 2 * MAX_HEAD;

/**
 * The bytes of one response, looked at before undici parses them:
 *
 * - the status line's HTTP version and the bytes of its reason phrase are noted, which undici hides;
 * - interim responses are passed over (RFC 9110 §15.2), 100 included, which undici treats as an error;
 * - what undici does not limit is limited: interim responses, and bytes that are no part of a body (chunk extensions).
 */
export class ResponseBytes {
  httpVersion = '1.1';
  reason = '';
  /** undici has found the head of the final response. */
  answered = false;
  /** Bytes of the body that undici has found. */
  delivered = 0;
  /** The final response has not begun. */
  #awaited = false;
  #interim = 0;
  /** Bytes of the final response. */
  #received = 0;
  /** What was taken last of a final response. */
  #last: Buffer | null = null;
  /** Bytes that did not tell yet. */
  #stash: GrowingBuffer | null = null;
  /** How far they were searched, and where their first line ends; -1: further on. */
  #searched = 0;
  #lineEnd = -1;

  /** A request goes out: the next bytes are its response's. */
  begin(): void {
    this.answered = false;
    this.delivered = 0;
    this.#awaited = true;
    this.#interim = 0;
    this.#received = 0;
    this.#last = null;
  }

  /** No byte of an answer to the last request has come. */
  get silent(): boolean {
    return this.#awaited && this.#stash === null;
  }

  /** What undici has to parse of the next bytes; `null`: nothing yet. */
  take(chunk: Buffer): Buffer | null {
    if (!this.#awaited) {
      this.#received += chunk.length;
      this.#last = chunk;
      return chunk;
    }
    const stash = this.#stash;
    stash?.append(chunk);
    const bytes = stash === null ? chunk : stash.bytes;
    const start = this.#finalResponse(bytes);
    if (start < 0 || this.#interim > MAX_INTERIM) return null;
    this.#received = bytes.length - start;
    this.#last = bytes;
    return start === 0 ? bytes : bytes.subarray(start);
  }

  /** undici's parser has given back bytes that it took. */
  giveBack(count: number): void {
    this.#received -= count;
  }

  /** The limit that is exceeded; `null` when none is. To be asked after undici has parsed what it took. */
  excess(): string | null {
    if (this.#received > MAX_FRAMING + 17 * this.delivered) {
      return this.answered ? 'more framing than body' : 'a head without an end';
    }
    // Tiny lines cost undici a hundred times their size: those of a head that goes on are counted.
    const last = this.#last;
    this.#last = null;
    if (last !== null && !this.answered && linesIn(last) > MANY_LINES) return 'too many header lines';
    if (this.#interim > MAX_INTERIM) return `more than ${MAX_INTERIM} interim responses`;
    if (this.#stash !== null && this.#stash.length > MAX_HEAD) {
      return `an interim response of more than ${MAX_HEAD} bytes`;
    }
    return null;
  }

  /** The rest is nobody's. */
  forget(): void {
    this.#keep(null);
    this.#last = null;
    this.#received = 0;
    this.#interim = 0;
  }

  /** Where the final response starts; -1 when more bytes are needed to tell, the incomplete ones kept. */
  #finalResponse(bytes: Buffer): number {
    let start = 0;
    for (;;) {
      // Each byte is looked at once, in however many pieces a head comes.
      const searched = Math.max(start, this.#searched);
      const end = this.#lineEnd >= 0 ? this.#lineEnd : bytes.indexOf(LF, searched);
      this.#lineEnd = end;
      if (end < 0 && bytes.length - start < STATUS_LINE_LIMIT) break;
      // `HTTP/1.x 1yy`, but for 101: undici refuses a switch of protocols that nobody asked for.
      if (end < start + 12 || !isInterim(bytes, start) || isSwitch(bytes, start)) {
        this.#awaited = false;
        this.#noteStatusLine(bytes, start, end);
        this.#keep(null);
        return start;
      }
      const next = afterBlankLine(bytes, Math.max(end, searched));
      if (next < 0) break;
      this.#interim++;
      this.#lineEnd = -1;
      start = next;
    }
    if (start > 0 || this.#stash === null) {
      if (this.#lineEnd >= 0) this.#lineEnd -= start;
      const lineEnd = this.#lineEnd;
      this.#keep(start < bytes.length ? new GrowingBuffer(start === 0 ? bytes : bytes.subarray(start)) : null);
      this.#lineEnd = lineEnd;
    }
    // Of an empty line a line feed, and a carriage return, may be there.
    this.#searched = Math.max(0, bytes.length - start - 2);
    return -1;
  }

  #keep(stash: GrowingBuffer | null): void {
    this.#stash = stash;
    this.#searched = 0;
    this.#lineEnd = -1;
  }

  #noteStatusLine(bytes: Buffer, start: number, end: number): void {
    this.httpVersion = bytes[start + 7] === 0x30 ? '1.0' : '1.1';
    const stop = bytes[end - 1] === CR ? end - 1 : end;
    this.reason = stop > start + 13 ? reasonPhrase(bytes, start + 13, stop) : '';
  }
}

/** Nearly every reason phrase is `OK`. */
function reasonPhrase(bytes: Buffer, start: number, stop: number): string {
  if (stop === start + 2 && bytes[start] === 0x4f && bytes[start + 1] === 0x4b) return 'OK';
  return bytes.toString('latin1', start, stop).trim();
}

/** `HTTP/1.x 1yy`, and no further digit. */
const isInterim = (bytes: Buffer, start: number): boolean =>
  bytes[start + 9] === ONE && (bytes[start + 12] as number) <= SPACE;

const isSwitch = (bytes: Buffer, start: number): boolean => bytes[start + 10] === 0x30 && bytes[start + 11] === ONE;

/** Index after the first empty line whose first LF is at or after `end`; -1 when there is none yet. */
function afterBlankLine(bytes: Buffer, end: number): number {
  for (let lf = bytes.indexOf(LF, end); lf >= 0; lf = bytes.indexOf(LF, lf + 1)) {
    if (bytes[lf + 1] === LF) return lf + 2;
    if (bytes[lf + 1] === CR && bytes[lf + 2] === LF) return lf + 3;
  }
  return -1;
}

function linesIn(bytes: Buffer): number {
  let lines = 0;
  for (let lf = bytes.indexOf(LF); lf >= 0; lf = bytes.indexOf(LF, lf + 1)) lines++;
  return lines;
}
