import { basicCodec } from '../codecs/basic-codecs.ts';
import { normalizeName } from '../codecs/normalize-name.ts';
import { ownCodec } from '../codecs/own-codec.ts';
import type { TextCodec } from '../codecs/text-codec.ts';
import { ResponseNotRead } from '../errors/errors.ts';
import type { Response } from '../response/response.ts';
import { encodings } from './chunks.web.ts';
import { platformCodec } from './platform-codec.web.ts';

let failure: unknown;

/** Settles in any case: a body that is there is not lost for it. */
async function load(): Promise<void> {
  try {
    await encodings.load();
  } catch (error) {
    failure = error;
  }
}

/** The codec of that name, `null` when it is unknown. @throws ResponseNotRead when it would have to be loaded first */
export function findTextCodec(name: string): TextCodec | null {
  const { loaded } = encodings;
  const codec = codecAtHand(name) ?? (loaded === null ? platformCodec(name) : loaded.findTextCodec(name));
  if (codec === null && loaded === null) throw notLoaded(`The encoding ${JSON.stringify(name)}`);
  return codec;
}

/** As on Node. @throws ResponseNotRead when it would have to be loaded first */
export function detectEncoding(bytes: Uint8Array): string {
  const encoding = encodings.loaded === null ? plainEncoding(bytes) : encodings.loaded.detectEncoding(bytes);
  if (encoding === null) throw notLoaded('The detection of encodings');
  return encoding;
}

export function prepareCodec(encoding: string): Promise<void> | undefined {
  return encodings.loaded !== null || codecAtHand(encoding) !== null ? undefined : load();
}

const prepared = new WeakSet<Response>();

/** Types of text, and none at all: the bytes of others are hardly ever asked for as text. */
const TEXT = /^text\/|\b(?:xml|json|html|javascript|ecmascript|yaml|csv|urlencoded)\b/i;

function isText(contentType: string): boolean {
  const type = (contentType.split(';', 1)[0] as string).trim();
  return type === '' || TEXT.test(type);
}

export function prepareText(response: Response, asked: boolean): Promise<void> | undefined {
  if (encodings.loaded !== null || (prepared.has(response) && !asked)) return undefined;
  prepared.add(response);
  const { encoding } = response;
  if (encoding) return prepareCodec(encoding);
  if (!asked && !isText(response.headers.get('content-type') ?? '')) return undefined;
  return plainEncoding(response.content) === null ? load() : undefined;
}

const COMMON: Readonly<Record<string, string>> = {
  iso_8859_1: 'latin_1',
  latin1: 'latin_1',
  us_ascii: 'ascii',
  utf8: 'utf_8',
};

function codecAtHand(encoding: string): TextCodec | null {
  const name = normalizeName(encoding);
  return ownCodec(encoding) ?? basicCodec(COMMON[name] ?? name);
}

/** What detection says of UTF-8 without any oddity; `null`: it has to look for itself. */
function plainEncoding(bytes: Uint8Array): string | null {
  if (bytes.length === 0) return 'utf-8';
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
  if (text.startsWith('\ufeff')) return 'UTF-8-SIG';
  if (text.includes('\0')) return null;
  if (/[\u0080-\uffff]/.test(text)) return 'utf-8';
  // UTF-16 without NULs, ISO-2022 and HZ look like ASCII.
  return /[\u0001-\u0006\u000e-\u001f]|~\{/.test(text) ? null : 'ascii';
}

function notLoaded(what: string): ResponseNotRead {
  return new ResponseNotRead(`${what} is not loaded yet: call \`await response.read()\` first.`, { cause: failure });
}
