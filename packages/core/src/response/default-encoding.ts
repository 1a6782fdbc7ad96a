import { findCodec } from '../codecs/find-codec.ts';
import { kindOf } from '../lang/known-options.ts';

/**
 * The encoding of `text/*` without a charset: its name, or a function that is given the bytes of the body and returns the
 * name, or `null` to have it detected.
 */
export type DefaultEncoding = string | ((bytes: Uint8Array) => string | null | undefined);

/** @throws TypeError for anything but a function or the name of an encoding that there is */
export function checkDefaultEncoding(value: unknown): void {
  if (value === null || value === undefined || typeof value === 'function') return;
  if (typeof value !== 'string') {
    throw new TypeError(
      `defaultEncoding must be the name of an encoding or a function of the bytes, not ${kindOf(value)}`,
    );
  }
  if (findCodec(value) === null)
    throw new TypeError(`defaultEncoding: there is no encoding ${JSON.stringify(value.slice(0, 60))}`);
}
