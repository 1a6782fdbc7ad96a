import { MAX_HEAD, MAX_INTERIM } from '@req/node-connect';

const NUL = 0;
const TAB = 9;
const LF = 10;
const CR = 13;
const SPACE = 0x20;
const ZERO = 0x30;
const ONE = 0x31;
const TWO = 0x32;
const NINE = 0x39;
const COLON = 0x3a;
/** Every status line begins with this; digits and spaces follow. */
const HTTP_1 = Buffer.from('HTTP/1.');
/** `HTTP/1.1 200` and the character after it: enough to distinguish an interim response from a final one. */
const STATUS_LENGTH = 13;
const NUL_IN_STATUS_LINE = 'The server sent a NUL in its status line.';
/** Bytes of a reason phrase that are kept. */
const MAX_REASON = 65_536;
/** Lines in one piece of a header block: core allows 2,000 altogether. */
const MAX_LINES = 2_000;
/** Bytes that are not part of the body: header block, trailers and chunk lines. For each byte of the body, 16 more. */
const MAX_FRAMING = 2 * MAX_HEAD;
const FRAMING_PER_BODY_BYTE = 16;

/**
 * The bytes of one response, inspected before undici parses them:
 *
 * - the HTTP version and the bytes of the reason phrase are noted, which undici hides;
 * - interim responses are skipped (RFC 9110 §15.2), 100 included, which undici treats as an error;
 * - what undici does not limit is limited: interim responses, and bytes that are not part of a body (chunk extensions);
 * - it is checked that the bytes end where the response does, so that the connection can be used again.
 *
 * Each byte is looked at a bounded number of times, however the bytes are split.
 */
export class ResponseBytes {
  httpVersion = '1.1';
  reason = '';
  /** undici has found the head of the final response. */
  headFound = false;
  /** No byte of a response to the last request has been received. */
  nothingReceived = false;
  /** Bytes of the body that undici has found. */
  #bodyBytes = 0;
  /** The final response has not begun. */
  #awaitingFinal = false;
  /** Interim responses so far. */
  #interim = 0;
  /** Bytes of the interim response that is being skipped; 0: none is. */
  #skipped = 0;
  // Where the last piece of an interim response ended.
  #lineEmpty = false;
  #afterCr = false;
  #colonSeen = false;
  /** A violation that undici's parser does not report. */
  #violation: string | null = null;
  /** Bytes of the final response. */
  #received = 0;
  /** Bytes of the final response that were taken last, and whose lines are to be counted. */
  #uncounted: Buffer | null = null;
  /** The first bytes of a response, too few to recognise a status line. */
  #firstBytes: Buffer | null = null;
  /** The pieces of a reason phrase whose line has not ended. */
  #reasonParts: Buffer[] | null = null;
  /** The bytes that undici was given last. */
  #given: Buffer | null = null;
  /** Where in them, counted from the start of their ArrayBuffer, the last piece of the body ends; -1: there is none. */
  #bodyEnd = -1;
  /** Number of CRs and LFs at the end of the bytes before them. */
  #lineEnds = 0;

  /** A request is sent: the next bytes belong to its response. */
  begin(): void {
    this.headFound = false;
    this.nothingReceived = true;
    this.#bodyBytes = 0;
    this.#awaitingFinal = true;
    this.#interim = 0;
    this.#received = 0;
    this.#uncounted = null;
    this.#given = null;
    this.#bodyEnd = -1;
    this.#lineEnds = 0;
  }

  /** Returns what undici has to parse of the next bytes; `null`: nothing yet. */
  take(chunk: Buffer): Buffer | null {
    if (!this.#awaitingFinal) {
      this.#received += chunk.length;
      if (this.#reasonParts !== null) this.#continueReason(this.#reasonParts, chunk);
      if (this.#given !== null) this.#lineEnds = this.#trailingLineEnds(this.#given);
      return this.#give(chunk);
    }
    this.nothingReceived = false;
    const bytes = this.#firstBytes === null ? chunk : Buffer.concat([this.#firstBytes, chunk]);
    this.#firstBytes = null;
    const start = this.#findFinalResponse(bytes);
    if (start < 0) return null;
    this.#awaitingFinal = false;
    this.#received = bytes.length - start;
    this.#readStatusLine(bytes, start);
    if (this.#violation !== null) return null;
    return this.#give(start === 0 ? bytes : bytes.subarray(start));
  }

  /** undici has found a piece of the body. */
  onBody(piece: Uint8Array): void {
    this.#bodyBytes += piece.byteLength;
    this.#bodyEnd = piece.byteOffset + piece.byteLength;
  }

  /** undici's parser has returned bytes that it took. */
  giveBack(count: number): void {
    this.#received -= count;
  }

  /** The rule or limit that is broken, as a sentence. Call it after undici has parsed what it took. */
  problem(): string | null {
    if (this.#violation !== null) return this.#violation;
    if (this.#received > MAX_FRAMING + (FRAMING_PER_BODY_BYTE + 1) * this.#bodyBytes) {
      return this.headFound ? 'Chunk framing is larger than the body.' : HEAD_TOO_LARGE;
    }
    // Short lines cost undici a hundred times their size, so the lines of an unfinished head are counted.
    const uncounted = this.#uncounted;
    this.#uncounted = null;
    if (uncounted !== null && !this.headFound && countLines(uncounted) > MAX_LINES) {
      return `The server sent more than ${MAX_LINES} header lines.`;
    }
    if (this.#interim > MAX_INTERIM) return `The server sent more than ${MAX_INTERIM} interim responses.`;
    if (this.#skipped > MAX_HEAD) return `The server sent an interim response of more than ${MAX_HEAD} bytes.`;
    return null;
  }

  /**
   * undici has found the end of the response. Returns whether no byte follows it. A header block, and the last line of a
   * chunked body, end with CRLF CRLF; undici's parser would silently skip further line ends.
   */
  end(): boolean {
    const given = this.#given;
    this.#given = null;
    if (given === null) return false;
    const rest = this.#bodyEnd < 0 ? given.length : given.byteOffset + given.length - this.#bodyEnd;
    return rest === 0 || this.#trailingLineEnds(given) === 4;
  }

  /** Forgets a response that is rejected. */
  reset(): void {
    this.#firstBytes = null;
    this.#reasonParts = null;
    this.#uncounted = null;
    this.#given = null;
    this.#received = 0;
    this.#interim = 0;
    this.#skipped = 0;
    this.#violation = null;
  }

  #give(bytes: Buffer): Buffer {
    this.#uncounted = bytes;
    this.#given = bytes;
    this.#bodyEnd = -1;
    return bytes;
  }

  /**
   * Number of CRs and LFs at the end of the bytes so far, those of the body not counted; -1 when nothing but CRs and LFs
   * follows the body.
   */
  #trailingLineEnds(given: Buffer): number {
    const start = this.#bodyEnd < 0 ? 0 : this.#bodyEnd - given.byteOffset;
    let i = given.length;
    while (i > start && (given[i - 1] === CR || given[i - 1] === LF)) i--;
    if (i > start) return given.length - i;
    return start === 0 ? this.#lineEnds + given.length : -1;
  }

  /** Index of the final response; -1 when more bytes are needed to recognise it, or a rule is broken. */
  #findFinalResponse(bytes: Buffer): number {
    let at = 0;
    for (;;) {
      if (this.#skipped > 0) {
        at = this.#skipInterim(bytes, at);
        if (at < 0) return -1;
      }
      const first = bytes[at];
      if (first === CR || first === LF) {
        // undici's parser would skip any number of them.
        this.#violation = 'The server sent an empty line where its response should begin.';
        return -1;
      }
      if (bytes.length - at < STATUS_LENGTH && mayBeStatusLine(bytes, at)) {
        if (at < bytes.length) this.#firstBytes = bytes.subarray(at);
        return -1;
      }
      if (!isInterim(bytes, at)) return at;
      if (++this.#interim > MAX_INTERIM) return -1;
      at += STATUS_LENGTH - 1;
      this.#skipped = STATUS_LENGTH - 1;
      this.#lineEmpty = false;
      this.#afterCr = false;
      // The status line needs no colon.
      this.#colonSeen = true;
    }
  }

  /** Index after the interim response that continues at `at`; -1 when these bytes do not hold its end. */
  #skipInterim(bytes: Buffer, at: number): number {
    for (let i = at; i < bytes.length; i++) {
      const byte = bytes[i];
      const folded = this.#lineEmpty && (byte === SPACE || byte === TAB);
      const nameless = byte === LF && !this.#lineEmpty && !this.#colonSeen;
      if (this.#afterCr !== (byte === LF) || byte === NUL || folded || nameless) {
        this.#violation = 'The server sent a malformed interim response.';
        return -1;
      }
      this.#afterCr = byte === CR;
      if (byte === LF) {
        if (this.#lineEmpty) {
          this.#skipped = 0;
          return i + 1;
        }
        this.#lineEmpty = true;
        this.#colonSeen = false;
      } else if (byte !== CR) {
        this.#lineEmpty = false;
        if (byte === COLON) this.#colonSeen = true;
      }
    }
    this.#skipped += bytes.length - at;
    return -1;
  }

  #readStatusLine(bytes: Buffer, start: number): void {
    // undici's parser also accepts HTTP/2.0, and HTTP/0.9, which is read as 1.0.
    if (bytes[start + 5] === TWO)
      this.#violation = 'The server responded in a version of HTTP that it was not asked for.';
    this.httpVersion = bytes[start + 7] === ONE ? '1.1' : '1.0';
    const lf = bytes.indexOf(LF, start);
    if (lf < 0) {
      this.reason = '';
      if (bytes.includes(NUL, start)) this.#violation = NUL_IN_STATUS_LINE;
      this.#reasonParts = [bytes.subarray(start + STATUS_LENGTH)];
      return;
    }
    const end = bytes[lf - 1] === CR ? lf - 1 : lf;
    this.reason = end > start + STATUS_LENGTH ? reasonPhrase(bytes, start + STATUS_LENGTH, end) : '';
  }

  #continueReason(parts: Buffer[], chunk: Buffer): void {
    parts.push(chunk);
    if (chunk.includes(NUL)) this.#violation = NUL_IN_STATUS_LINE;
    if (!chunk.includes(LF) && this.#received < MAX_REASON) return;
    this.#reasonParts = null;
    const bytes = Buffer.concat(parts);
    const lf = bytes.indexOf(LF);
    this.reason = bytes.toString('latin1', 0, lf < 0 ? bytes.length : lf).trim();
  }
}

const HEAD_TOO_LARGE = `The response header block exceeds ${MAX_HEAD / 1024} KiB.`;

function reasonPhrase(bytes: Buffer, start: number, end: number): string {
  // Nearly every reason phrase is `OK`.
  if (end === start + 2 && bytes[start] === 0x4f && bytes[start + 1] === 0x4b) return 'OK';
  return bytes.toString('latin1', start, end).trim();
}

/** `HTTP/1.x 1yy` without a further digit, except 101: undici refuses a switch of protocols by itself. */
function isInterim(bytes: Buffer, start: number): boolean {
  if (bytes[start + 9] !== ONE || (bytes[start + 12] as number) > SPACE) return false;
  if (bytes[start + 10] === ZERO && bytes[start + 11] === ONE) return false;
  return mayBeStatusLine(bytes, start);
}

/** Whether the (at most twelve) bytes from `start` on can begin a status line. */
function mayBeStatusLine(bytes: Buffer, start: number): boolean {
  const length = Math.min(bytes.length - start, STATUS_LENGTH - 1);
  for (let i = 0; i < length; i++) {
    const byte = bytes[start + i] as number;
    if (i < HTTP_1.length ? byte !== HTTP_1[i] : i === 8 ? byte !== SPACE : byte < ZERO || byte > NINE) return false;
  }
  return true;
}

function countLines(bytes: Buffer): number {
  let lines = 0;
  for (let lf = bytes.indexOf(LF); lf >= 0; lf = bytes.indexOf(LF, lf + 1)) lines++;
  return lines;
}
