import { toContent } from '#platform';
import type { BodyReader } from './body-reader.ts';

/** What `content` and chunks of bytes are: a Buffer in Node, a Uint8Array elsewhere. */
export type Content = ReturnType<typeof toContent>;

/** The body as it came over the wire, never decoded (Requests' `response.raw`). */
export class RawBody implements AsyncIterable<Content> {
  readonly #reader: BodyReader;

  constructor(reader: BodyReader) {
    this.#reader = reader;
  }

  /** The next `size` bytes, fewer at the end only; without `size` all that is left. Empty at the end. */
  async read(size?: number): Promise<Content> {
    if (size === undefined) return toContent(await this.#reader.readAll());
    if (!Number.isInteger(size) || size < 0)
      throw new TypeError(`read(size) takes a number of bytes, not ${String(size)}`);
    return toContent((await this.#reader.take(size)) ?? new Uint8Array(0));
  }

  /** The pieces as they arrived. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Content, void, undefined> {
    for await (const piece of this.#reader.pieces()) yield toContent(piece);
  }
}
