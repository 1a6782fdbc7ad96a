import { type Charset, detect, findCodec } from '@req/charset';

/** What reads encodings unless `codecs.use()` says otherwise. */
export const builtIn: Charset = { detect, findCodec };
