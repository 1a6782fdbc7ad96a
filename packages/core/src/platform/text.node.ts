import type { Response } from '../response/response.ts';

export { detectEncoding, findTextCodec } from '../codecs/encodings.ts';

/** Loads what `findTextCodec` needs for an encoding, where that is not there from the start. */
export const prepareCodec: ((encoding: string) => Promise<void> | undefined) | null = null;

/**
 * Loads what the text of a response that was read needs, where that is not there from the start; `asked`: even if its
 * type says that it is no text.
 */
export const prepareText: ((response: Response, asked: boolean) => Promise<void> | undefined) | null = null;
