/** What is used of a `ReadableStreamDefaultReader`. */
export interface Reader {
  read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
  cancel(): Promise<unknown>;
}

/** Some that call themselves fetch answer with a stream of Node's, which is iterable as a web stream is. */
export function readerOf(stream: ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>): Reader {
  if ('getReader' in stream) return stream.getReader();
  const iterator = stream[Symbol.asyncIterator]();
  return {
    read: async () => {
      const { done, value } = await iterator.next();
      return { done: done === true, value };
    },
    // An iterator that was never asked has nothing to end: the stream has.
    cancel: async () => ('destroy' in stream ? (stream as { destroy(): void }).destroy() : iterator.return?.()),
  };
}
