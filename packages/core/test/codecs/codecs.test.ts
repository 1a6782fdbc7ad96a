import { afterAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonicalName } from '../../src/codecs/names.ts';
import { normalizeName } from '../../src/codecs/normalize-name.ts';
import { codecs } from '../../src/codecs/registry.ts';
import { findTextCodec, type TextCodec } from '../../src/codecs/text-codec.ts';
import { decodeText } from '../../src/response/decode-text.ts';

const bytesOf = (...bytes: number[]): Uint8Array => Uint8Array.from(bytes);
const find = (name: string): TextCodec => findTextCodec(name) as TextCodec;

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
    '%j is no text encoding',
    (name) => {
      expect(canonicalName(name)).toBeNull();
      expect(findTextCodec(name)).toBeNull();
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
  test('stay in UTF-8 and in UTF-16 of a given order', () => {
    expect(find('utf-8').decode(utf8)).toBe('\ufeffa');
    expect(find('utf-8').decodeStrict(utf8)).toBe('\ufeffa');
    expect(find('utf-16-le').decode(bytesOf(0xff, 0xfe, 0x61, 0))).toBe('\ufeffa');
  });
  test('go in utf-8-sig, utf-16 and utf-32', () => {
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

test('strict decoding gives nothing for bad bytes', () => {
  for (const name of ['utf-8', 'ascii', 'cp1252', 'shift_jis', 'utf-32-le', 'hz', 'utf-7', 'iso2022_jp']) {
    expect([name, find(name).decodeStrict(bytesOf(0x41, 0x81))]).toEqual([name, null]);
    if (name !== 'utf-32-le') expect(find(name).decodeStrict(bytesOf(0x41))).toBe('A');
  }
});

describe('a registered codec', () => {
  const upper = { decode: (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1').toUpperCase() };
  codecs.register('X-Upper', upper);
  codecs.register('mac-greek', upper);
  afterAll(() => codecs.register('mac-greek', { decode: (bytes) => Buffer.from(bytes).toString() }));

  test('is found under each spelling of its name', () => {
    expect(codecs.lookup('x_UPPER')).toBe(upper);
    expect(codecs.lookup('y-upper')).toBeNull();
    expect(decodeText(Buffer.from('abc'), 'x upper')).toBe('ABC');
  });

  test('beats a built-in one', () => {
    expect(decodeText(Buffer.from('abc'), 'mac_greek')).toBe('ABC');
  });

  test('gets the bytes of a stream in one piece', () => {
    const decoder = find('x-upper').decoder();
    expect(decoder.write(Buffer.from('ab')) + decoder.write(Buffer.from('c')) + decoder.end()).toBe('ABC');
  });

  test('needs a name and a decode function', () => {
    expect(() => codecs.register('', upper)).toThrow(TypeError);
    expect(() => codecs.register('x', {} as typeof upper)).toThrow(TypeError);
  });
});

describe('decodeText', () => {
  test('reads an unknown encoding as UTF-8', () => {
    expect(decodeText(Buffer.from('é\xff', 'utf8'), 'nope')).toBe('éÿ');
    expect(decodeText(bytesOf(0xc3, 0xa9, 0xff), 'base64')).toBe('é\ufffd');
    expect(decodeText(bytesOf(0xef, 0xbb, 0xbf, 0x68), '')).toBe('\ufeffh');
  });
  test('of nothing is nothing, known encoding or not', () => {
    expect(decodeText(new Uint8Array(0), 'nope')).toBe('');
    expect(decodeText(new Uint8Array(0), 'utf-16')).toBe('');
  });
  test('takes a part of a larger buffer for what it is', () => {
    const part = new Uint8Array(Buffer.from('xxäyy')).subarray(2, 4);
    expect(decodeText(part, 'utf-8')).toBe('ä');
    expect(decodeText(part, 'latin-1')).toBe('Ã¤');
  });
});
