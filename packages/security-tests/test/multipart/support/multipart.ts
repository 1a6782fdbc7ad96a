import type { WireServer } from '../../injection/support/wire-server.ts';
import { readBytes, valuesOf } from '../../injection/support/wire-server.ts';

/** A multipart body, parsed by its boundary as a server does. */
export interface Multipart {
  readonly boundary: string;
  readonly parts: readonly Part[];
}

export interface Part {
  /** Header lines. */
  readonly lines: readonly string[];
  readonly content: string;
}

/** Parses the multipart body that was sent last. @throws if it is not multipart */
export async function received(server: WireServer): Promise<Multipart> {
  const head = readBytes(await server.take());
  const [type = ''] = valuesOf(head, 'content-type');
  const boundary = /^multipart\/form-data; *boundary="?([^";]+)"?$/.exec(type)?.[1];
  if (boundary === undefined) throw new Error(`No multipart body arrived, but ${JSON.stringify(type)}.`);
  const body = /^transfer-encoding/i.test(head.fields.map(([name]) => name).join('\n'))
    ? unchunked(head.body)
    : head.body;
  const pieces = `\r\n${body}`.split(`\r\n--${boundary}`);
  if (pieces[0] !== '' || !/^--(?:\r\n)*$/.test(pieces.at(-1) ?? ''))
    throw new Error('The multipart body is malformed.');
  const parts = pieces.slice(1, -1).map((piece) => {
    const end = piece.indexOf('\r\n\r\n');
    return { lines: piece.slice(2, end).split('\r\n'), content: piece.slice(end + 4) };
  });
  return { boundary, parts };
}

function unchunked(body: string): string {
  let text = '';
  for (let at = 0; ; ) {
    const line = body.indexOf('\r\n', at);
    const size = Number.parseInt(body.slice(at, line), 16);
    if (!size) return text;
    text += body.slice(line + 2, line + 2 + size);
    at = line + 2 + size + 2;
  }
}

/** How many bits differ in a list of random texts: for each place, the logarithm of the number of characters seen. */
export function bitsOf(texts: readonly string[]): number {
  const length = Math.max(...texts.map((text) => text.length));
  let bits = 0;
  for (let i = 0; i < length; i++) bits += Math.log2(new Set(texts.map((text) => text[i])).size);
  return bits;
}
