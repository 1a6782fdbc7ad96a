import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { findCodec, type TextCodec } from '../src/index.ts';

interface Recorded {
  /** SHA-256 of the decoded table of all bytes, or of all pairs. */
  readonly table?: string;
  /** Bytes in hexadecimal, and what CPython makes of them with `errors='replace'`. */
  readonly samples: readonly [string, string][];
}

const { codecs } = JSON.parse(readFileSync(new URL('./recorded-decodings.json', import.meta.url), 'utf8')) as {
  codecs: Record<string, Recorded>;
};
const DOUBLE = /^(?:big5|cp932|cp949|cp950|euc_|gb|shift_jis)/;

function tableBytes(name: string): Uint8Array {
  if (!DOUBLE.test(name)) return Uint8Array.from({ length: 256 }, (_, i) => i);
  const bytes: number[] = [];
  for (let lead = 0x81; lead < 0xff; lead++) {
    for (let trail = 0x40; trail < 0xff; trail++) {
      // KS X 1001's way of writing one syllable in eight bytes is not supported.
      if (name !== 'euc_kr' || lead !== 0xa4 || trail !== 0xd4) bytes.push(lead, trail, 10);
    }
  }
  for (let lead = 0xa1; lead < 0xff && name === 'euc_jp'; lead++) {
    for (let trail = 0xa1; trail < 0xff; trail++) bytes.push(0x8f, lead, trail, 10);
  }
  return Uint8Array.from(bytes);
}

function sliceBytes(codec: TextCodec, bytes: Uint8Array, size: number): string {
  const decoder = codec.decoder();
  let text = '';
  for (let at = 0; at < bytes.length; at += size) text += decoder.write(bytes.subarray(at, at + size));
  return text + decoder.end();
}

describe.each(Object.entries(codecs))('%s', (name, recorded) => {
  const codec = findCodec(name) as TextCodec;

  if (recorded.table !== undefined) {
    test('has every character where CPython has it', () => {
      const hash = createHash('sha256')
        .update(codec.decode(tableBytes(name)))
        .digest('hex');
      expect(hash).toBe(recorded.table);
    });
  }

  test('decodes as CPython does, including invalid bytes', () => {
    for (const [hex, text] of recorded.samples) {
      const bytes = new Uint8Array(Buffer.from(hex, 'hex'));
      expect([hex, codec.decode(bytes)]).toEqual([hex, text]);
    }
  });

  test('yields the same wherever the bytes are cut', () => {
    for (const [hex, text] of recorded.samples) {
      const bytes = new Uint8Array(Buffer.from(hex, 'hex'));
      for (const size of [1, 2, 3, 5]) expect([hex, size, sliceBytes(codec, bytes, size)]).toEqual([hex, size, text]);
    }
  });
});
