import zlib from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import * as node from '../../src/platform/charset.node.ts';
import * as charset from '../../src/platform/charset.web.ts';
import * as tables from '../../src/platform/charset-tables.web.ts';
import * as nodeInflate from '../../src/platform/inflate.node.ts';
import * as inflate from '../../src/platform/inflate.web.ts';

const web = { ...charset, ...tables };
const ALL = Uint8Array.from({ length: 256 }, (_, i) => i);

describe('the charset layer of browsers', () => {
  test('exports what that of Node does', () => {
    expect(Object.keys(web).sort()).toEqual(Object.keys(node).sort());
  });

  test('reads UTF-8, ISO-8859-1 and UTF-16 as that of Node', () => {
    const bytes = Uint8Array.from([0xef, 0xbb, 0xbf, 0x61, 0xff, 0xe2, 0x82, 0x41]);
    expect(web.utf8Text(bytes)).toBe(node.utf8Text(bytes));
    expect(web.latin1Text(ALL)).toBe(node.latin1Text(ALL));
    const long = new Uint16Array(10_000).fill(0xd7a3);
    expect(web.utf16Text(long)).toBe(node.utf16Text(long));
  });

  test.each([
    ...['iso8859_2', 'iso8859_5', 'iso8859_7', 'iso8859_8', 'iso8859_9', 'iso8859_15', 'koi8_r', 'koi8_u', 'cp866'],
    ...[
      'cp1250',
      'cp1251',
      'cp1252',
      'cp1253',
      'cp1254',
      'cp1255',
      'cp1256',
      'cp1257',
      'cp1258',
      'mac_roman',
      'tis_620',
    ],
  ])('has the table of %s that Node has', (name) => {
    const mine = web.byteTable(name) ?? '';
    const theirs = node.byteTable(name) ?? '';
    const different = [...mine].flatMap((character, byte) => (character === theirs[byte] ? [] : [byte.toString(16)]));
    // ICU and browsers differ on windows-1252; what the platform says of these bytes stays.
    const tolerated = { cp866: 3, cp1252: 27, koi8_u: 2 }[name] ?? 0;
    expect(different.length).toBeLessThanOrEqual(tolerated);
    expect(mine).toHaveLength(256);
  });

  test('does not know what TextDecoder does not know', () => {
    for (const name of ['cp437', 'cp037', 'nope', 'iso8859_1x']) expect(web.byteTable(name)).toBeNull();
  });

  test('makes double-byte tables out of TextDecoder', () => {
    expect(web.decodeEach('cp932', Uint8Array.of(0x88, 0xea, 10, 0x82, 0xa0, 10))).toEqual(['一', 'あ', '']);
    expect(web.decodeEach('gb18030', Uint8Array.of(0x81, 0x30, 0x81, 0x30, 10))[0]).toBe('\x80');
  });
});

describe('the decoding of content of browsers', () => {
  async function run(coding: inflate.Coding, pieces: readonly Uint8Array[]): Promise<string> {
    const inflater = inflate.createInflater(coding);
    const out: Uint8Array[] = [];
    try {
      for (const piece of pieces) for await (const chunk of inflater.write(piece)) out.push(chunk);
      for await (const chunk of inflater.end()) out.push(chunk);
    } finally {
      inflater.close();
    }
    return Buffer.concat(out).toString();
  }
  const TEXT = 'The quick brown fox jumps over the lazy dog. '.repeat(5000);
  const cut = (bytes: Uint8Array, size: number): Uint8Array[] =>
    Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));

  test('exports what that of Node does', () => {
    expect(Object.keys(inflate).sort()).toEqual(Object.keys(nodeInflate).sort());
    expect(inflate.inflatable()).toEqual(expect.arrayContaining(['gzip', 'deflate']));
    expect(inflate.inflateSync('gzip', ALL, 1)).toBeNull();
  });

  test.each<[inflate.Coding, (text: string) => Uint8Array]>([
    ['gzip', (text) => zlib.gzipSync(text)],
    ['deflate', (text) => zlib.deflateSync(text)],
    ['deflate-raw', (text) => zlib.deflateRawSync(text)],
  ])('undoes %s, and refuses it when it is bad or cut short', async (coding, encode) => {
    const coded = encode(TEXT);
    for (const size of [50, 10_000]) expect(await run(coding, cut(coded, size))).toBe(TEXT);
    await expect(run(coding, [coded.subarray(0, -3)])).rejects.toThrow();
    await expect(run(coding, [Uint8Array.from([0xff, 0xff, 0xff, 0xff, 0xff])])).rejects.toThrow();
  });

  test('can be closed in the middle', async () => {
    const inflater = inflate.createInflater('gzip');
    for await (const chunk of inflater.write(zlib.gzipSync(TEXT))) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    inflater.close();
    inflater.close();
  });
});
