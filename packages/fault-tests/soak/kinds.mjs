import { gzipSync } from 'node:zlib';

/** The share of requests that meet a fault. */
export const FAULTS = 0.05;

const head = (status, ...lines) => `HTTP/1.1 ${status}\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n`;
const whole = (body, ...lines) => head('200 OK', `Content-Length: ${body.length}`, ...lines) + body;
const coded = gzipSync('a body that is coded').toString('latin1');
// A block of the one type that does not exist (RFC 1951 §3.2.3).
const spoilt = `${coded.slice(0, 10)}\x07${coded.slice(11)}`;
const half = `${head('200 OK', 'Content-Length: 9')}half`;

/** What a server answers, one character a byte, what it does then, and how the request must end. */
export const WELL = {
  plain: { bytes: whole('a body'), text: 'a body' },
  coded: { bytes: whole(coded, 'Content-Encoding: gzip'), text: 'a body that is coded' },
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
  'corrupt gzip': { bytes: whole(spoilt, 'Content-Encoding: gzip'), errors: ['ContentDecodingError'] },
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
