import type { TextCodec } from './text-codec.ts';

/** Called for each invalid sequence; returns the text to put in its place. */
export type OnInvalid = () => string;

/** Decodes bytes that come in chunks; the caller says what to do about invalid ones. */
export interface IncrementalDecoder {
  write(bytes: Uint8Array, onInvalid: OnInvalid): string;
  end(onInvalid: OnInvalid): string;
}

const replace: OnInvalid = () => '\ufffd';

/** A codec made of its incremental decoder. */
export function codecOf(start: () => IncrementalDecoder): TextCodec {
  return {
    decode(bytes) {
      const decoder = start();
      return decoder.write(bytes, replace) + decoder.end(replace);
    },
    decodeStrict(bytes) {
      const decoder = start();
      let valid = true;
      const onInvalid: OnInvalid = () => {
        valid = false;
        return '';
      };
      const text = decoder.write(bytes, onInvalid) + decoder.end(onInvalid);
      return valid ? text : null;
    },
    decoder() {
      const decoder = start();
      return { write: (bytes) => decoder.write(bytes, replace), end: () => decoder.end(replace) };
    },
  };
}

/** The bytes left over from the last chunk, followed by the new ones. */
export function withPending(pending: Uint8Array | null, bytes: Uint8Array): Uint8Array {
  if (pending === null || pending.length === 0) return bytes;
  const out = new Uint8Array(pending.length + bytes.length);
  out.set(pending);
  out.set(bytes, pending.length);
  return out;
}
