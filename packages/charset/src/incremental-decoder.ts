import type { TextCodec } from './text-codec.ts';

/** Called for each stretch of bad bytes; gives the text that stands for it. */
export type OnInvalid = () => string;

/** An incremental decoder that leaves bad bytes to its caller. */
export interface IncrementalDecoder {
  write(bytes: Uint8Array, onInvalid: OnInvalid): string;
  end(onInvalid: OnInvalid): string;
}

const replace: OnInvalid = () => '\ufffd';

/** A codec out of its incremental decoder. */
export function codecOf(start: () => IncrementalDecoder): TextCodec {
  return {
    decode(bytes) {
      const decoder = start();
      return decoder.write(bytes, replace) + decoder.end(replace);
    },
    decodeStrict(bytes) {
      const decoder = start();
      let good = true;
      const onInvalid: OnInvalid = () => {
        good = false;
        return '';
      };
      const text = decoder.write(bytes, onInvalid) + decoder.end(onInvalid);
      return good ? text : null;
    },
    decoder() {
      const decoder = start();
      return { write: (bytes) => decoder.write(bytes, replace), end: () => decoder.end(replace) };
    },
  };
}

/** The pending bytes, when there are any, in front of the new ones. */
export function withPending(pending: Uint8Array | null, bytes: Uint8Array): Uint8Array {
  if (pending === null || pending.length === 0) return bytes;
  const out = new Uint8Array(pending.length + bytes.length);
  out.set(pending);
  out.set(bytes, pending.length);
  return out;
}
