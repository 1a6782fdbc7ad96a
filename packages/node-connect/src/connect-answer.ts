import { MAX_INTERIM } from './response-limits.ts';

/** What a proxy answered to CONNECT. */
export interface ConnectAnswer {
  readonly status: number;
  readonly reason: string;
  /** The bytes after the head: not the proxy's, but of who is at the other end. */
  readonly rest: Buffer;
}

/** Largest head taken from a proxy, in bytes. */
const MAX_HEAD = 65_536;

const HTTP = Buffer.from('HTTP/');

/**
 * The answer in the bytes received so far, interim ones passed over; `null` when there is more to come; a string that
 * says what is wrong with it.
 */
export function connectAnswer(bytes: Buffer): ConnectAnswer | string | null {
  let left = bytes;
  for (let interim = 0; interim <= MAX_INTERIM; interim++) {
    const start = left.subarray(0, HTTP.length);
    if (!start.equals(HTTP.subarray(0, start.length))) return 'something that is not HTTP';
    const end = endOfHead(left);
    if (end < 0 ? left.length > MAX_HEAD : end > MAX_HEAD) return `a head beyond ${MAX_HEAD} bytes`;
    const head = (end < 0 ? left : left.subarray(0, end)).toString('latin1');
    // Nothing that comes later makes it well-formed.
    if (/\r[^\n]|\0/.test(head)) return 'a malformed head';
    if (end < 0) return null;
    const line = /^HTTP\/1\.[01] ([1-9]\d\d)(?: ([^\r\n]*))?\r?\n/.exec(head);
    if (line === null) return 'something that is not HTTP';
    const status = Number(line[1]);
    left = left.subarray(end);
    if (status >= 200 || status === 101) return { status, reason: line[2] ?? '', rest: left };
  }
  return `more than ${MAX_INTERIM} interim responses`;
}

/** Index after the empty line that ends a head, or -1. */
function endOfHead(head: Buffer): number {
  for (let i = head.indexOf(10); i >= 0; i = head.indexOf(10, i + 1)) {
    if (head[i + 1] === 10) return i + 2;
    if (head[i + 1] === 13 && head[i + 2] === 10) return i + 3;
  }
  return -1;
}
