import type { Charset } from '@req/charset';
import { builtIn } from '#charset';

let current: Charset = builtIn;

/** Decodes and detects encodings: what `codecs.use()` was given, else what the platform has. */
export function charset(): Charset {
  return current;
}

export function installCharset(charset: Charset): void {
  current = charset;
}
