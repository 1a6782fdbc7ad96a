/** The part of a `ReadableStreamDefaultReader` that is used. */
export interface Reader {
  read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
  cancel(): Promise<unknown>;
}

/** Some fetches give a Node stream instead of a web stream. */
export function readerOf(stream: ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>): Reader {
  if ('getReader' in stream) return stream.getReader();
  const iterator = stream[Symbol.asyncIterator]();
  return {
    read: async () => {
      const { done, value } = await iterator.next();
      return { done: done === true, value };
    },
    // `return()` of an iterator that was not started would not destroy the stream.
    cancel: async () => ('destroy' in stream ? (stream as { destroy(): void }).destroy() : iterator.return?.()),
  };
}
