import { describe, expect, test } from '@jest/globals';
import * as nodeBytes from '../src/platform/bytes.node.ts';
import * as webBytes from '../src/platform/bytes.web.ts';
import * as nodeTables from '../src/platform/tables.node.ts';
import * as webTables from '../src/platform/tables.web.ts';

const node = { ...nodeBytes, ...nodeTables };
const web = { ...webBytes, ...webTables };
const ALL = Uint8Array.from({ length: 256 }, (_, i) => i);

describe('the tables of browsers', () => {
  test('export what the Node modules do', () => {
    expect(Object.keys(web).sort()).toEqual(Object.keys(node).sort());
  });

  test('decode UTF-8, ISO-8859-1 and UTF-16 as on Node', () => {
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
  ])('have %s as on Node', (name) => {
    const mine = web.singleByteTable(name) ?? '';
    const theirs = node.singleByteTable(name) ?? '';
    const different = [...mine].flatMap((character, byte) => (character === theirs[byte] ? [] : [byte.toString(16)]));
    // ICU and browsers differ on windows-1252; what the platform says of these bytes stays.
    const tolerated = { cp866: 3, cp1252: 27, koi8_u: 2 }[name] ?? 0;
    expect(different.length).toBeLessThanOrEqual(tolerated);
    expect(mine).toHaveLength(256);
  });

  test('lack what TextDecoder does not know', () => {
    for (const name of ['cp437', 'cp037', 'nope', 'iso8859_1x']) expect(web.singleByteTable(name)).toBeNull();
  });

  test('have double-byte encodings from TextDecoder', () => {
    expect(web.decodeEach('cp932', Uint8Array.of(0x88, 0xea, 10, 0x82, 0xa0, 10))).toEqual(['一', 'あ', '']);
    expect(web.decodeEach('gb18030', Uint8Array.of(0x81, 0x30, 0x81, 0x30, 10))[0]).toBe('\x80');
  });
});
