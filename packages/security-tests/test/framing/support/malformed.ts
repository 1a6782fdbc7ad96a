/** A response that breaks HTTP's framing, as bytes; the connection is closed after it. */
export interface Malformed {
  readonly name: string;
  readonly raw: string;
}

const of = (name: string, raw: string): Malformed => ({ name, raw });
const OK = 'HTTP/1.1 200 OK\r\n';
const CHUNKED = `${OK}Transfer-Encoding: chunked\r\n\r\n`;
const withLine = (line: string): string => `${OK}${line}\r\nContent-Length: 2\r\n\r\nok`;
const withLength = (value: string): string => `${OK}Content-Length:${value}\r\n\r\nok`;

/** A chunk that is longer than its size, or is not followed by CRLF (RFC 9112 §7.1). */
export const CHUNK_WITHOUT_CRLF: readonly Malformed[] = [
  of('nothing after the data', `${CHUNKED}2\r\nok0\r\n\r\n`),
  of('other bytes after the data', `${CHUNKED}2\r\nokXX0\r\n\r\n`),
  of('a bare LF after the data', `${CHUNKED}2\r\nok\n0\r\n\r\n`),
  of('more data than the size says', `${CHUNKED}1\r\nok\r\n0\r\n\r\n`),
];

export const CHUNK_EXTENSION_WITH_LF: readonly Malformed[] = [
  of('LF in the extension', `${CHUNKED}2;a\nb\r\nok\r\n0\r\n\r\n`),
  of('LF at its end', `${CHUNKED}2;a\nok\r\n0\r\n\r\n`),
  of('LF in a quoted value', `${CHUNKED}2;a="x\n"\r\nok\r\n0\r\n\r\n`),
];

export const CHUNK_SIZE_WITH_LF: readonly Malformed[] = [
  of('first chunk', `${CHUNKED}2\nok\r\n0\r\n\r\n`),
  of('last chunk', `${CHUNKED}2\r\nok\r\n0\n\r\n`),
  of('everywhere', `${CHUNKED}2\nok\n0\n\n`),
];

export const CHUNK_SIZE_OVERFLOW: readonly Malformed[] = [
  of('17 hexadecimal digits', `${CHUNKED}10000000000000002\r\nok\r\n0\r\n\r\n`),
  of('16 times F', `${CHUNKED}FFFFFFFFFFFFFFFFF\r\nok\r\n0\r\n\r\n`),
  of('a negative size', `${CHUNKED}-2\r\nok\r\n0\r\n\r\n`),
  of('a size with 0x', `${CHUNKED}0x2\r\nok\r\n0\r\n\r\n`),
  of('a size with a plus', `${CHUNKED}+2\r\nok\r\n0\r\n\r\n`),
  of('no size', `${CHUNKED}\r\nok\r\n0\r\n\r\n`),
];

export const BAD_HEADER_LINES: readonly Malformed[] = [
  of('space before the colon', withLine('X-A : 1')),
  of('tab before the colon', withLine('X-A\t: 1')),
  of('no colon', withLine('X-A')),
  of('an empty name', withLine(': 1')),
  of('a space in the name', withLine('X A: 1')),
  of('NUL in the value', withLine('X-A: a\0b')),
  of('NUL in the name', withLine('X\0A: b')),
  of('a bare CR in the value', withLine('X-A: a\rb')),
  of('a bare CR in the name', withLine('X\rA: b')),
];

export const SPACE_BEFORE_COLON: readonly Malformed[] = [
  of('of any header', withLine('X-A : 1')),
  of('of Content-Length', `${OK}Content-Length : 2\r\n\r\nok`),
  of('of Transfer-Encoding', `${OK}Transfer-Encoding : chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n`),
];

export const BARE_CR: readonly Malformed[] = [
  of('in a value', withLine('X-A: a\rb')),
  of('in a name', withLine('X\rA: b')),
  of('before what looks like a header', withLine('X-A: a\rContent-Length: 0')),
  of('in place of a hyphen', `${OK}Content\rLength: 2\r\n\r\nok`),
];

export const LENGTH_AND_CHUNKS: readonly Malformed[] = [
  of('of the same length', `${OK}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n`),
  of(
    'of the length of the raw body',
    `${OK}Content-Length: 12\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n`,
  ),
  of('chunks first', `${OK}Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n2\r\nok\r\n0\r\n\r\n`),
  of('a length of 0', `${OK}Content-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n`),
];

export const TWO_LENGTHS: readonly Malformed[] = [
  of('that differ, the longer first', `${OK}Content-Length: 5\r\nContent-Length: 2\r\n\r\nok...`),
  of('that differ, the shorter first', `${OK}Content-Length: 2\r\nContent-Length: 5\r\n\r\nok...`),
  of('that differ in a list', `${OK}Content-Length: 2, 5\r\n\r\nok...`),
  of('of different case', `${OK}Content-Length: 2\r\ncontent-length: 5\r\n\r\nok...`),
  of('that are the same', `${OK}Content-Length: 2\r\nContent-Length: 2\r\n\r\nok`),
  of('that are the same in a list', `${OK}Content-Length: 2, 2\r\n\r\nok`),
];

export const BAD_LENGTHS: readonly Malformed[] = [
  of('a plus', withLength(' +2')),
  of('a minus', withLength(' -1')),
  of('hexadecimal', withLength(' 0x2')),
  of('a space inside', withLength(' 1 2')),
  of('nothing but a space', withLength(' ')),
  of('nothing', withLength('')),
  of('a fraction', withLength(' 2.0')),
  of('an exponent', withLength(' 2e0')),
  of('an underscore', withLength(' 1_2')),
  of('a word', withLength(' two')),
  of('a value beyond 64 bits', withLength(' 18446744073709551618')),
];

export const LINE_STARTS_WITH_SPACE: readonly Malformed[] = [
  of('before Content-Length, as the first line', `${OK} Content-Length: 2\r\n\r\nok`),
  of('before Content-Length, after another header', `${OK}X-A: 1\r\n Content-Length: 2\r\n\r\nok`),
  of('a tab', `${OK}X-A: 1\r\n\tContent-Length: 2\r\n\r\nok`),
];

export const LF_ONLY: readonly Malformed[] = [
  of('everywhere', 'HTTP/1.1 200 OK\nContent-Length: 2\n\nok'),
  of('after the status line', 'HTTP/1.1 200 OK\nContent-Length: 2\r\n\r\nok'),
  of('after a header', `${OK}X-A: 1\nContent-Length: 2\r\n\r\nok`),
  of('at the end of the head', `${OK}Content-Length: 2\r\n\nok`),
];

export const FOLDED: readonly Malformed[] = [
  of('any header', `${OK}X-A: 1\r\n 2\r\nContent-Length: 2\r\n\r\nok`),
  of('Transfer-Encoding', `${OK}Transfer-Encoding:\r\n chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n`),
];

/** Looks like the end of a head, but is not CRLF CRLF. */
export const WRONG_HEAD_ENDS: readonly Malformed[] = [
  of('CR alone', `${OK}Content-Length: 2\r\r\nok`),
  of('CRLF CR and a letter', `${OK}Content-Length: 2\r\n\rX: y\r\n\r\nok`),
  of('CRLF CR and more', `${OK}Content-Length: 2\r\n\rok`),
];

/** RFC 9112 §6.3: not chunked at the end, so the body goes on until the connection is closed. */
export const ODD_CODINGS: readonly string[] = [
  'xchunked',
  'chunkedx',
  'chunked, gzip',
  'chunked, identity',
  '\x0bchunked',
  'chunked\x0b',
  'x, chunked-x',
];
