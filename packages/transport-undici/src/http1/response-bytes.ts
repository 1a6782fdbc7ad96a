import { MAX_HEAD, MAX_INTERIM } from '@req/node-connect';

const NUL = 0;
const TAB = 9;
const LF = 10;
const CR = 13;
const SPACE = 0x20;
const ZERO = 0x30;
const ONE = 0x31;
const TWO = 0x32;
const COLON = 0x3a;
/** What every status line begins with; the rest of it is digits and spaces. */
const HTTP_1 = Buffer.from('HTTP/1.');
/** `HTTP/1.1 200` and what comes after it: enough to tell an interim response from a final one. */
const STATUS_LENGTH = 13;
const NUL_IN_STATUS_LINE = 'a NUL in its status line';
/** Bytes of a reason phrase that are kept; undici's parser reads on. */
const REASON_LIMIT = 65_536;
/** In one piece of a head: core takes 2,000 altogether. */
const MANY_LINES = 2_000;
/** Bytes of head, trailers and chunk lines, beyond 16 for each byte of the body: tiny chunks are no attack. */
const MAX_FRAMING = 2 * MAX_HEAD;

/**
 * The bytes of one response, inspected before undici parses them:
 *
 * - the status line's HTTP version and the bytes of its reason phrase are noted, which undici hides;
 * - interim responses are skipped (RFC 9110 §15.2), 100 included, which undici treats as an error;
 * - what undici does not limit is limited: interim responses, and bytes that are no part of a body (chunk extensions);
 * - whether the response ended where its bytes ended, so that the connection can be used again.
 *
 * Each byte is looked at a bounded number of times, however the bytes are cut.
 */
export class ResponseBytes {
  httpVersion = '1.1';
  reason = '';
  /** undici has found the head of the final response. */
  answered = false;
  /** No byte of a response to the last request has come. */
  silent = false;
  /** Bytes of the body that undici has found. */
  #delivered = 0;
  /** The final response has not begun. */
  #awaited = false;
  #interim = 0;
  /** Bytes of the interim response that is being skipped; 0: none is. */
  #skipped = 0;
  /** Where in an interim response the last piece ended. */
  #lineEmpty = false;
  #afterCr = false;
  #colon = false;
  /** What undici's parser would wait for instead of refusing it. */
  #fault: string | null = null;
  /** Bytes of the final response. */
  #received = 0;
  /** What was taken last of a final response, for its lines to be counted. */
  #last: Buffer | null = null;
  /** The first bytes of a response, too few to tell. */
  #stash: Buffer | null = null;
  /** The pieces of a reason phrase whose line has not ended. */
  #reasonParts: Buffer[] | null = null;
  /** The bytes that undici was given last. */
  #given: Buffer | null = null;
  /** Where in them, counted from the start of their ArrayBuffer, the last piece of the body ends; -1: it has none. */
  #bodyEnd = -1;
  /** CRs and LFs with which the bytes before them ended. */
  #lineEnds = 0;

  /** A request goes out: the next bytes are its response's. */
  begin(): void {
    this.answered = false;
    this.silent = true;
    this.#delivered = 0;
    this.#awaited = true;
    this.#interim = 0;
    this.#received = 0;
    this.#last = null;
    this.#given = null;
    this.#bodyEnd = -1;
    this.#lineEnds = 0;
  }

  /** What undici has to parse of the next bytes; `null`: nothing yet. */
  take(chunk: Buffer): Buffer | null {
    if (!this.#awaited) {
      this.#received += chunk.length;
      if (this.#reasonParts !== null) this.#noteReason(this.#reasonParts, chunk);
      if (this.#given !== null) this.#lineEnds = this.#trailingLineEnds(this.#given);
      return this.#give(chunk);
    }
    this.silent = false;
    const bytes = this.#stash === null ? chunk : Buffer.concat([this.#stash, chunk]);
    this.#stash = null;
    const start = this.#finalResponse(bytes);
    if (start < 0) return null;
    this.#awaited = false;
    this.#received = bytes.length - start;
    this.#noteStatusLine(bytes, start);
    if (this.#fault !== null) return null;
    return this.#give(start === 0 ? bytes : bytes.subarray(start));
  }

  /** undici has found a piece of the body. */
  found(body: Uint8Array): void {
    this.#delivered += body.byteLength;
    this.#bodyEnd = body.byteOffset + body.byteLength;
  }

  /** undici's parser has given back bytes that it took. */
  giveBack(count: number): void {
    this.#received -= count;
  }

  /** The limit that is exceeded; `null` when none is. To be asked after undici has parsed what it took. */
  excess(): string | null {
    if (this.#fault !== null) return this.#fault;
    if (this.#received > MAX_FRAMING + 17 * this.#delivered) {
      return this.answered ? 'more framing than body' : 'a head without an end';
    }
    // Tiny lines cost undici a hundred times their size: those of a head that goes on are counted.
    const last = this.#last;
    this.#last = null;
    if (last !== null && !this.answered && linesIn(last) > MANY_LINES) return 'too many header lines';
    if (this.#interim > MAX_INTERIM) return `more than ${MAX_INTERIM} interim responses`;
    if (this.#skipped > MAX_HEAD) return `an interim response of more than ${MAX_HEAD} bytes`;
    return null;
  }

  /**
   * undici has found the end of the response. True when no byte came after it. A head, and the last line of a chunked
   * body, end with CRLF CRLF; undici's parser would skip further line ends in silence.
   */
  end(): boolean {
    const given = this.#given;
    this.#given = null;
    if (given === null) return false;
    const after = this.#bodyEnd < 0 ? given.length : given.byteOffset + given.length - this.#bodyEnd;
    return after === 0 || this.#trailingLineEnds(given) === 4;
  }

  /** The rest is nobody's. */
  forget(): void {
    this.#stash = null;
    this.#reasonParts = null;
    this.#last = null;
    this.#given = null;
    this.#received = 0;
    this.#interim = 0;
    this.#skipped = 0;
    this.#fault = null;
  }

  #give(bytes: Buffer): Buffer {
    this.#last = bytes;
    this.#given = bytes;
    this.#bodyEnd = -1;
    return bytes;
  }

  /** CRs and LFs with which the bytes up to now end, those of the body apart; -1 when there is nothing but them after it. */
  #trailingLineEnds(given: Buffer): number {
    const start = this.#bodyEnd < 0 ? 0 : this.#bodyEnd - given.byteOffset;
    let i = given.length;
    while (i > start && (given[i - 1] === CR || given[i - 1] === LF)) i--;
    if (i > start) return given.length - i;
    return start === 0 ? this.#lineEnds + given.length : -1;
  }

  /** Where the final response starts; -1 when more bytes are needed to tell, or a limit is exceeded. */
  #finalResponse(bytes: Buffer): number {
    let at = 0;
    for (;;) {
      if (this.#skipped > 0) {
        at = this.#skipInterim(bytes, at);
        if (at < 0) return -1;
      }
      const first = bytes[at];
      if (first === CR || first === LF) {
        // undici's parser would skip it, and any number of them.
        this.#fault = 'an empty line where its response should begin';
        return -1;
      }
      if (bytes.length - at < STATUS_LENGTH && mayBeStatusLine(bytes, at)) {
        if (at < bytes.length) this.#stash = bytes.subarray(at);
        return -1;
      }
      if (!isInterim(bytes, at)) return at;
      if (++this.#interim > MAX_INTERIM) return -1;
      at += STATUS_LENGTH - 1;
      this.#skipped = STATUS_LENGTH - 1;
      this.#lineEmpty = false;
      this.#afterCr = false;
      // The status line needs none.
      this.#colon = true;
    }
  }

  /** Index after the interim response that goes on at `at`; -1 when it does not end in these bytes. */
  #skipInterim(bytes: Buffer, at: number): number {
    for (let i = at; i < bytes.length; i++) {
      const byte = bytes[i];
      const folded = this.#lineEmpty && (byte === SPACE || byte === TAB);
      const nameless = byte === LF && !this.#lineEmpty && !this.#colon;
      if (this.#afterCr !== (byte === LF) || byte === NUL || folded || nameless) {
        this.#fault = 'a malformed interim response';
        return -1;
      }
      this.#afterCr = byte === CR;
      if (byte === LF) {
        if (this.#lineEmpty) {
          this.#skipped = 0;
          return i + 1;
        }
        this.#lineEmpty = true;
        this.#colon = false;
      } else if (byte !== CR) {
        this.#lineEmpty = false;
        if (byte === COLON) this.#colon = true;
      }
    }
    this.#skipped += bytes.length - at;
    return -1;
  }

  #noteStatusLine(bytes: Buffer, start: number): void {
    // undici's parser takes HTTP/2.0 too, and HTTP/0.9, which is 1.0 by another name.
    if (bytes[start + 5] === TWO) this.#fault = 'a version of HTTP that it was not asked for';
    this.httpVersion = bytes[start + 7] === ONE ? '1.1' : '1.0';
    const end = bytes.indexOf(LF, start);
    if (end < 0) {
      this.reason = '';
      if (bytes.includes(NUL, start)) this.#fault = NUL_IN_STATUS_LINE;
      this.#reasonParts = [bytes.subarray(start + STATUS_LENGTH)];
      return;
    }
    const stop = bytes[end - 1] === CR ? end - 1 : end;
    this.reason = stop > start + STATUS_LENGTH ? reasonPhrase(bytes, start + STATUS_LENGTH, stop) : '';
  }

  /** A further piece of a reason phrase. */
  #noteReason(parts: Buffer[], chunk: Buffer): void {
    parts.push(chunk);
    if (chunk.includes(NUL)) this.#fault = NUL_IN_STATUS_LINE;
    if (!chunk.includes(LF) && this.#received < REASON_LIMIT) return;
    this.#reasonParts = null;
    const bytes = Buffer.concat(parts);
    const end = bytes.indexOf(LF);
    this.reason = bytes.toString('latin1', 0, end < 0 ? bytes.length : end).trim();
  }
}

/** Nearly every reason phrase is `OK`. */
function reasonPhrase(bytes: Buffer, start: number, stop: number): string {
  if (stop === start + 2 && bytes[start] === 0x4f && bytes[start + 1] === 0x4b) return 'OK';
  return bytes.toString('latin1', start, stop).trim();
}

/** `HTTP/1.x 1yy`, and no further digit; but for 101: undici refuses a switch of protocols that nobody asked for. */
function isInterim(bytes: Buffer, start: number): boolean {
  if (bytes[start + 9] !== ONE || (bytes[start + 12] as number) > SPACE) return false;
  if (bytes[start + 10] === ZERO && bytes[start + 11] === ONE) return false;
  return mayBeStatusLine(bytes, start);
}

/** Whether the bytes from `start` on, or the first twelve of them, may be those of a status line. */
function mayBeStatusLine(bytes: Buffer, start: number): boolean {
  const length = Math.min(bytes.length - start, STATUS_LENGTH - 1);
  for (let i = 0; i < length; i++) {
    const byte = bytes[start + i] as number;
    if (i < HTTP_1.length ? byte !== HTTP_1[i] : i === 8 ? byte !== SPACE : byte < ZERO || byte > 0x39) return false;
  }
  return true;
}

function linesIn(bytes: Buffer): number {
  let lines = 0;
  for (let lf = bytes.indexOf(LF); lf >= 0; lf = bytes.indexOf(LF, lf + 1)) lines++;
  return lines;
}
