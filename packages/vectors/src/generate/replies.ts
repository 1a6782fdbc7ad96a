import type { Reply } from '../cases/case.ts';
import type { Draft } from './draft.ts';
import type { Random } from './random.ts';
import { type Content, coding, content } from './reply-bodies.ts';
import { replyHeaders } from './reply-headers.ts';

const STATUSES = [
  '200 OK',
  '200 OK',
  '200 OK',
  '200 Fine',
  '201 Created',
  '202 Accepted',
  '206 Partial Content',
  '200 ',
];
const ERRORS = [
  '400 Bad Request',
  '403 Forbidden',
  '404 Not Found',
  '409 Conflict',
  "418 I'm a teapot",
  '429 Slow',
  '500 Oops',
  '503 ',
];
const EMPTY = ['204 No Content', '304 Not Modified'];

/** A reply, and how it may be read. */
export interface Answer {
  readonly reply: Reply;
  readonly content: Content;
  /** Its coding or framing makes the sizes of pieces depend on the implementation. */
  readonly pieces: 'exact' | 'any';
}

/** The final reply of an exchange. */
export function answer(random: Random, draft: Draft): Answer {
  const status = random.pick(
    random.choose([
      [5, () => STATUSES],
      [1.5, () => ERRORS],
      [0.5, () => EMPTY],
    ]),
  );
  const headers = replyHeaders(random, draft);
  const made = content(random);
  if (draft.head || EMPTY.includes(status)) {
    const none = { ...made, bytes: new Uint8Array() };
    const length = draft.head ? [`Content-Length: ${made.bytes.length}`] : [];
    return { reply: { raw: head(status, [...headers, ...typeLine(made), ...length]) }, content: none, pieces: 'any' };
  }
  const coded = made.bytes.length > 0 ? coding(random, draft) : null;
  const bytes = coded === null ? made.bytes : coded[1](made.bytes);
  const lines = [...headers, ...typeLine(made), ...(coded === null ? [] : [`Content-Encoding: ${coded[0]}`])];
  const { reply, pieces } = frame(random, { status, lines, bytes });
  return { reply, content: made, pieces: coded === null ? pieces : 'any' };
}

/** The header section of a reply, including the empty line. */
export function head(status: string, lines: readonly string[]): string {
  return [`HTTP/1.1 ${status}`, ...lines, '', ''].join('\r\n');
}

function typeLine({ type }: Content): string[] {
  return type === null ? [] : [`Content-Type: ${type}`];
}

interface Unframed {
  readonly status: string;
  readonly lines: readonly string[];
  readonly bytes: Uint8Array;
}

function frame(random: Random, { status, lines, bytes }: Unframed): Pick<Answer, 'reply' | 'pieces'> {
  const body = Buffer.from(bytes).toString('latin1');
  const length = `Content-Length: ${bytes.length}`;
  return random.choose<Pick<Answer, 'reply' | 'pieces'>>([
    [6, () => ({ reply: { raw: head(status, [...lines, length]) + body }, pieces: 'exact' })],
    [
      1,
      () => ({ reply: { parts: halves(random, head(status, [...lines, length]), body), gapMs: 3 }, pieces: 'exact' }),
    ],
    [
      2,
      () => ({
        reply: { raw: head(status, [...lines, 'Transfer-Encoding: chunked']) + chunks(random, body) },
        pieces: 'any',
      }),
    ],
    [0.7, () => ({ reply: { raw: head(status, [...lines, 'Connection: close']) + body, close: true }, pieces: 'any' })],
  ]);
}

/** The first part contains the whole header section, because the comparison reads it. */
function halves(random: Random, before: string, body: string): string[] {
  const cut = random.int(0, body.length);
  return [before + body.slice(0, cut), body.slice(cut)].filter((part) => part !== '');
}

function chunks(random: Random, body: string): string {
  const pieces: string[] = [];
  for (let at = 0; at < body.length; ) {
    const piece = body.slice(at, at + random.int(1, 40));
    pieces.push(`${piece.length.toString(16)}${random.chance(0.1) ? ';ext=1' : ''}\r\n${piece}\r\n`);
    at += piece.length;
  }
  return `${pieces.join('')}0\r\n${random.chance(0.1) ? 'X-Trailer: t\r\n' : ''}\r\n`;
}
