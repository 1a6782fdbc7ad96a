import type { TextCodec } from '@req/charset';
import { charset } from './charset.ts';
import { registeredCodec } from './registered-codec.ts';

/** The codec of that name: a registered one, else a built-in one; `null` if there is none. */
export function findCodec(name: string): TextCodec | null {
  return registeredCodec(name) ?? charset().findCodec(name);
}
