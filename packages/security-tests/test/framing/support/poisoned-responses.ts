/** Numbers that follow from a seed (mulberry32). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 to `n` - 1. */
  below(n: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % n;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }
}

/** How a request is answered: the framing, and whether excess bytes follow. */
export const KINDS = ['length', 'chunked', 'trailers', 'zero', '204', '304', 'HEAD', '1xx'] as const;
export type Kind = (typeof KINDS)[number];

/** The response to the request `id`, which is in its head, and in its body if it has one. */
export function responseTo(id: string, kind: Kind, random: Random): string {
  const own = `X-Id: ${id}\r\n`;
  switch (kind) {
    case 'length':
      return `HTTP/1.1 200 OK\r\n${own}Content-Length: ${id.length}\r\n\r\n${id}`;
    case '1xx':
      return `HTTP/1.1 103 Early Hints\r\nX-Id: early\r\n\r\nHTTP/1.1 200 OK\r\n${own}Content-Length: ${id.length}\r\n\r\n${id}`;
    case 'chunked':
    case 'trailers': {
      const at = 1 + random.below(id.length - 1);
      const chunks = [id.slice(0, at), id.slice(at)].map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`);
      const end = kind === 'chunked' ? '0\r\n\r\n' : '0\r\nX-Trailer: x\r\n\r\n';
      return `HTTP/1.1 200 OK\r\n${own}Transfer-Encoding: chunked\r\n\r\n${chunks.join('')}${end}`;
    }
    case 'zero':
      return `HTTP/1.1 200 OK\r\n${own}Content-Length: 0\r\n\r\n`;
    case '204':
      return `HTTP/1.1 204 No Content\r\n${own}\r\n`;
    case '304':
      return `HTTP/1.1 304 Not Modified\r\n${own}\r\n`;
    case 'HEAD':
      return `HTTP/1.1 200 OK\r\n${own}Connection: keep-alive\r\nContent-Length: ${id.length}\r\n\r\n`;
  }
}

const FOREIGN = 'X-Id: foreign\r\n';
const FOREIGN_OK = `HTTP/1.1 200 OK\r\n${FOREIGN}Content-Length: 7\r\n\r\nforeign`;

/** What may follow a response on its connection, meant to be taken for another request's response. */
export const EXCESS: readonly string[] = [
  FOREIGN_OK,
  FOREIGN_OK + FOREIGN_OK,
  `\r\n${FOREIGN_OK}`,
  `body${FOREIGN_OK}`,
  `0\r\n\r\n${FOREIGN_OK}`,
  `HTTP/1.1 100 Continue\r\n\r\n${FOREIGN_OK}`,
  `HTTP/1.1 204 No Content\r\n${FOREIGN}\r\n`,
  `HTTP/1.1 200 OK\r\n${FOREIGN}Content-Length: 0\r\n\r\n`,
  `HTTP/1.1 200 OK\r\n${FOREIGN}Transfer-Encoding: chunked\r\n\r\n7\r\nforeign\r\n0\r\n\r\n`,
  `HTTP/1.1 200 OK\r\n${FOREIGN}\r\nforeign`,
  `HTTP/1.1 200 OK\r\n${FOREIGN}Content-Le`,
  'HTTP/1.1 2',
  'H',
  'garbage',
  '\r\n',
  '\r\n\r\n',
];

/** Bytes to write at once, and turns of the event loop before the next ones. */
export interface Piece {
  readonly bytes: string;
  readonly turns: number;
}

/**
 * The bytes, split anywhere but at the end of the response: what arrives after the next request was written cannot be
 * told from the response to it.
 */
export function cut(response: string, excess: string, random: Random): Piece[] {
  const bytes = response + excess;
  const at = new Set<number>();
  for (let n = random.below(5); n > 0; n--) at.add(1 + random.below(Math.max(1, bytes.length - 1)));
  const pieces: Piece[] = [];
  let start = 0;
  for (const end of [...at, bytes.length].sort((a, b) => a - b)) {
    if (end <= start || (end === response.length && excess !== '')) continue;
    pieces.push({ bytes: bytes.slice(start, end), turns: random.below(4) });
    start = end;
  }
  return pieces;
}
