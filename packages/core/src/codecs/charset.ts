import type { Charset } from '@req/charset';
import { builtIn } from '#charset';

let installed: Charset = builtIn;

/** What `codecs.use()` was given, else what the platform has. */
export function charset(): Charset {
  return installed;
}

export function installCharset(charset: Charset): void {
  installed = charset;
}
