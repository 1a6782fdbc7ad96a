import type { TextCodec } from './text-codec.ts';

/** Called for each stretch of bad bytes; gives the text that stands for it. */
export type OnBad = () => string;

/** An incremental decoder that leaves bad bytes to its caller. */
export interface Stepper {
  write(bytes: Uint8Array, bad: OnBad): string;
  end(bad: OnBad): string;
}

const replace: OnBad = () => '\ufffd';

/** A codec out of its incremental decoder. */
export function codecOf(start: () => Stepper): TextCodec {
  return {
    decode(bytes) {
      const stepper = start();
      return stepper.write(bytes, replace) + stepper.end(replace);
    },
    decodeStrict(bytes) {
      const stepper = start();
      let good = true;
      const bad: OnBad = () => {
        good = false;
        return '';
      };
      const text = stepper.write(bytes, bad) + stepper.end(bad);
      return good ? text : null;
    },
    decoder() {
      const stepper = start();
      return { write: (bytes) => stepper.write(bytes, replace), end: () => stepper.end(replace) };
    },
  };
}

/** The kept bytes, when there are any, in front of the new ones. */
export function joinKept(kept: Uint8Array | null, bytes: Uint8Array): Uint8Array {
  if (kept === null || kept.length === 0) return bytes;
  const out = new Uint8Array(kept.length + bytes.length);
  out.set(kept);
  out.set(bytes, kept.length);
  return out;
}
