import { toContent } from '#platform';
import type { BodyReader } from './body-reader.ts';

/** The type of `content` and of chunks: `Buffer` in Node, `Uint8Array` elsewhere. */
export type Content = ReturnType<typeof toContent>;

/** The body as it came over the wire, before any content decoding (Requests' `response.raw`). */
export class RawBody implements AsyncIterable<Content> {
  readonly #reader: BodyReader;

  constructor(reader: BodyReader) {
    this.#reader = reader;
  }

  /**
   * The next `size` bytes, or fewer at the end, where it is empty; without `size` all that is left.
   * @throws TypeError if `size` is not a non-negative integer
   */
  async read(size?: number): Promise<Content> {
    if (size === undefined) return toContent(await this.#reader.readAll());
    if (!Number.isInteger(size) || size < 0)
      throw new TypeError(`read(size) takes a number of bytes, not ${String(size)}`);
    return toContent((await this.#reader.take(size)) ?? new Uint8Array(0));
  }

  /** The chunks as they arrived. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Content, void, undefined> {
    for await (const chunk of this.#reader.chunks()) yield toContent(chunk);
  }
}
