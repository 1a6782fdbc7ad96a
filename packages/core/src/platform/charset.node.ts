import { type Charset, detect, findCodec } from '@req/charset';

export const builtIn: Charset = { detect, findCodec };
