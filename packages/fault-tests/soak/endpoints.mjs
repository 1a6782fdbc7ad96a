import { gzipSync } from 'node:zlib';

/** Share of the requests that meet a fault. */
export const FAULT_SHARE = 0.05;

const head = (status, ...lines) => `HTTP/1.1 ${status}\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n`;
const whole = (body, ...lines) => head('200 OK', `Content-Length: ${body.length}`, ...lines) + body;
const coded = gzipSync('an encoded body').toString('latin1');
// A block of the reserved type (RFC 1951 §3.2.3).
const corrupt = `${coded.slice(0, 10)}\x07${coded.slice(11)}`;
const half = `${head('200 OK', 'Content-Length: 9')}half`;

/** What the server sends (one character per byte), how it ends the connection, and the expected text or exceptions. */
export const CORRECT = {
  plain: { bytes: whole('a body'), text: 'a body' },
  gzip: { bytes: whole(coded, 'Content-Encoding: gzip'), text: 'an encoded body' },
  chunked: {
    bytes: `${head('200 OK', 'Transfer-Encoding: chunked')}3\r\na b\r\n3\r\nody\r\n0\r\n\r\n`,
    text: 'a body',
  },
};

export const FAULTY = {
  reset: { bytes: '', ending: 'reset', errors: ['ConnectionError'] },
  'reset in the body': {
    bytes: half,
    ending: 'reset',
    errors: ['ChunkedEncodingError'],
  },
  truncated: { bytes: half, ending: 'end', errors: ['ChunkedEncodingError'] },
  'bad chunk': {
    bytes: `${head('200 OK', 'Transfer-Encoding: chunked')}3\r\na b\r\nzz\r\n`,
    errors: ['ChunkedEncodingError'],
  },
  'corrupt gzip': { bytes: whole(corrupt, 'Content-Encoding: gzip'), errors: ['ContentDecodingError'] },
  stall: { bytes: '', ending: 'stall', errors: ['ReadTimeout'] },
  'stall in the body': { bytes: half, ending: 'stall', errors: ['ReadTimeout'] },
  'no status line': { bytes: 'nonsense\r\n\r\n', ending: 'end', errors: ['ConnectionError'] },
  redirect: { bytes: head('302 Found', 'Location: /plain', 'Content-Length: 0'), text: 'a body' },
  'too many redirects': {
    bytes: head('302 Found', 'Location: /too%20many%20redirects', 'Content-Length: 0'),
    errors: ['TooManyRedirects'],
  },
  busy: { bytes: head('503 Busy', 'Content-Length: 0'), errors: ['RetryError'] },
  'busy once': { bytes: head('503 Busy', 'Content-Length: 0'), once: true, text: 'a body' },
  refused: { errors: ['ConnectionError'] },
};
