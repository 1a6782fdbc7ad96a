/** A body on its way through core: read anew from its source each time, for as long as that can be. */
export interface BodyIterable extends AsyncIterable<Uint8Array> {
  /** False when the source was read and cannot be read again. */
  readonly rewindable: boolean;
}

type Pass = (source: AsyncIterable<Uint8Array>) => AsyncIterableIterator<Uint8Array>;

/** `source` seen through `pass`, which is called for each reading. */
export function mapBody(source: AsyncIterable<Uint8Array>, pass: Pass): BodyIterable {
  return {
    get rewindable(): boolean {
      return (source as Partial<BodyIterable>).rewindable ?? false;
    },
    [Symbol.asyncIterator]: () => pass(source),
  };
}

/** Bytes in pieces, so that their progress can be told. */
export function sliceBytes(bytes: Uint8Array): BodyIterable {
  return {
    rewindable: true,
    async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
      for (let start = 0; start < bytes.byteLength; start += 65536) yield bytes.subarray(start, start + 65536);
    },
  };
}
