import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonicalName, decoder, findCodec, normalizeName, type TextCodec } from '../src/index.ts';

const bytesOf = (...bytes: number[]): Uint8Array => Uint8Array.from(bytes);
const find = (name: string): TextCodec => findCodec(name) as TextCodec;

describe('names', () => {
  test.each([
    ['ISO-8859-1', 'latin_1'],
    ['iso8859-1', 'latin_1'],
    ['ISO_8859-1:1987', 'latin_1'],
    ['L1', 'latin_1'],
    ['8859', 'latin_1'],
    ['cp819', 'latin_1'],
    ['Latin 1', 'latin_1'],
    ['U8', 'utf_8'],
    ['utf_8-sig', 'utf_8_sig'],
    ['Windows-31J', 'cp932'],
    ['ms-kanji', 'cp932'],
    ['windows-1252', 'cp1252'],
    ['x-sjis', 'cp932'],
    ['Shift_JIS', 'shift_jis'],
    ['GB2312', 'gb2312'],
    ['EUC-KR', 'euc_kr'],
    ['ks_c_5601-1987', 'euc_kr'],
    ['tis-620', 'tis_620'],
    ['windows-874', 'cp874'],
    ['hz-gb-2312', 'hz'],
    ['macintosh', 'mac_roman'],
    ['IBM037', 'cp037'],
    ['ANSI_X3.4-1968', 'ascii'],
    ['646', 'ascii'],
    ['UTF-16LE', 'utf_16_le'],
    ['big5-hkscs', 'big5hkscs'],
  ])('%s is %s', (name, canonical) => expect(canonicalName(name)).toBe(canonical));

  test.each(['base64', 'hex', 'rot13', 'zlib', 'uu', 'quopri', 'nope', '', '-', '__proto__', 'constructor'])(
    '%j is not a text encoding',
    (name) => {
      expect(canonicalName(name)).toBeNull();
      expect(findCodec(name)).toBeNull();
    },
  );

  test('are compared without case, and with runs of punctuation as one underscore', () => {
    expect(normalizeName(' My--Codec 1 ')).toBe('my_codec_1');
    expect(normalizeName('a_b')).toBe('a_b');
  });

  test('take linear time to compare', () => {
    expect(canonicalName(`${'-'.repeat(1_000_000)}x`)).toBeNull();
    expect(canonicalName('x_'.repeat(500_000))).toBeNull();
  });
});

describe('ISO-8859-1', () => {
  test('maps 80 to 9F to control characters, not to those of windows-1252', () => {
    expect(find('iso-8859-1').decode(bytesOf(0x80, 0x9f, 0xe9))).toBe('\x80\x9fé');
    expect(find('cp1252').decode(bytesOf(0x80, 0x9f, 0x81))).toBe('€Ÿ\ufffd');
  });

  test('decodes what was encoded, whatever the text', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(Buffer.from(find('latin-1').decode(bytes), 'latin1')).toEqual(Buffer.from(bytes));
      }),
    );
  });
});

describe('byte order marks', () => {
  const utf8 = bytesOf(0xef, 0xbb, 0xbf, 0x61);
  test('are kept in UTF-8, and in UTF-16 of a given order', () => {
    expect(find('utf-8').decode(utf8)).toBe('\ufeffa');
    expect(find('utf-8').decodeStrict(utf8)).toBe('\ufeffa');
    expect(find('utf-16-le').decode(bytesOf(0xff, 0xfe, 0x61, 0))).toBe('\ufeffa');
  });
  test('are dropped in utf-8-sig, utf-16 and utf-32', () => {
    expect(find('utf-8-sig').decode(utf8)).toBe('a');
    expect(find('utf-16').decode(bytesOf(0xfe, 0xff, 0, 0x61))).toBe('a');
    expect(find('utf-16').decode(bytesOf(0x61, 0))).toBe('a');
    expect(find('utf-32').decode(bytesOf(0xff, 0xfe, 0, 0, 0x61, 0, 0, 0))).toBe('a');
  });
});

test.each(['utf-8', 'utf-16', 'utf-16-be', 'utf-32', 'gb18030', 'utf-7'])(
  '%s decodes all that CPython would have encoded',
  (name) => {
    const encoders: Record<string, (text: string) => Uint8Array> = {
      'utf-8': (text) => Buffer.from(text),
      'utf-16': (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
      'utf-16-be': (text) => Buffer.from(text, 'utf16le').swap16(),
      'utf-32': (text) => new Uint8Array(Uint32Array.from(['\ufeff', ...text], (c) => c.codePointAt(0) ?? 0).buffer),
    };
    const encode = encoders[name];
    if (encode === undefined) return;
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 5 }), (text, size) => {
        const bytes = encode(text);
        expect(find(name).decode(bytes)).toBe(text);
        expect(find(name).decodeStrict(bytes)).toBe(text);
        const decoder = find(name).decoder();
        let out = '';
        for (let at = 0; at < bytes.length; at += size) out += decoder.write(bytes.subarray(at, at + size));
        expect(out + decoder.end()).toBe(text);
      }),
    );
  },
);

test('strict decoding returns null for invalid bytes', () => {
  for (const name of ['utf-8', 'ascii', 'cp1252', 'shift_jis', 'utf-32-le', 'hz', 'utf-7', 'iso2022_jp']) {
    expect([name, find(name).decodeStrict(bytesOf(0x41, 0x81))]).toEqual([name, null]);
    if (name !== 'utf-32-le') expect(find(name).decodeStrict(bytesOf(0x41))).toBe('A');
  }
});

describe('a decoder by name', () => {
  test('takes bytes in chunks', () => {
    const shiftJis = decoder('Shift_JIS');
    expect(shiftJis.write(bytesOf(0x82)) + shiftJis.write(bytesOf(0xb1, 0x82)) + shiftJis.end()).toBe('こ\ufffd');
  });

  test('with an unknown name throws a RangeError that has it', () => {
    expect(() => decoder('x-nope')).toThrow(new RangeError('Unknown encoding: "x-nope"'));
  });
});
