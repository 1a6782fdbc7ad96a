import { detect, findCodec } from '@req/charset';
import type { Charset } from '../codecs/charset.ts';

/** What reads encodings unless `codecs.use()` says otherwise. */
export const builtIn: Charset = { detect, findCodec };
