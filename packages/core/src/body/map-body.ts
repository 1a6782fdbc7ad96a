/** A request body as an iterable of chunks. Each iteration reads it from the beginning, as long as that is possible. */
export interface BodyIterable extends AsyncIterable<Uint8Array> {
  /** False once the source was read and cannot be read again. */
  readonly rewindable: boolean;
}

type Mapper = (source: AsyncIterable<Uint8Array>) => AsyncIterableIterator<Uint8Array>;

/** `source` transformed by `map`, which is called once per iteration. */
export function mapBody(source: AsyncIterable<Uint8Array>, map: Mapper): BodyIterable {
  return {
    get rewindable(): boolean {
      return (source as Partial<BodyIterable>).rewindable ?? false;
    },
    [Symbol.asyncIterator]: () => map(source),
  };
}

/** Bytes in slices of 64 KiB, so that their progress can be reported. */
export function sliceBytes(bytes: Uint8Array): BodyIterable {
  return {
    rewindable: true,
    async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
      for (let start = 0; start < bytes.byteLength; start += 65536) yield bytes.subarray(start, start + 65536);
    },
  };
}
