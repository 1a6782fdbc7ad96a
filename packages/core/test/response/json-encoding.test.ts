import { describe, expect, test } from '@jest/globals';
import { JSONDecodeError, Response } from '../../src/index.ts';

const TEXT = '{"é":"漢😀"}';
const VALUE = { é: '漢😀' };

const le16 = (text: string): Buffer => Buffer.from(text, 'utf16le');
const be16 = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();
const le32 = (text: string): Buffer => {
  const codes = Array.from(text, (character) => character.codePointAt(0) as number);
  const bytes = Buffer.alloc(codes.length * 4);
  for (const [index, code] of codes.entries()) bytes.writeUInt32LE(code, index * 4);
  return bytes;
};
const be32 = (text: string): Buffer => le32(text).swap32();

const response = (body: Uint8Array, type: string | null = null): Response =>
  new Response({ body, headers: type === null ? {} : { 'Content-Type': type } });

function fault(r: Response): JSONDecodeError {
  try {
    r.json();
  } catch (error) {
    if (error instanceof JSONDecodeError) return error;
    throw error;
  }
  throw new Error('It is JSON');
}

const UNDECLARED = [
  null,
  'application/json',
  'APPLICATION/JSON',
  'application/hal+json',
  'text/plain',
  'text/html',
  'text/event-stream',
  'application/octet-stream',
  'application/json; charset=',
  'application/json; charset=nobody-knows',
];

describe.each(UNDECLARED)('json() detects the encoding of %j from the bytes', (type) => {
  test.each<[string, Buffer]>([
    ['UTF-8', Buffer.from(TEXT)],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${TEXT}`)],
    ['UTF-16LE', le16(TEXT)],
    ['UTF-16BE', be16(TEXT)],
    ['UTF-16LE with a mark', le16(`\ufeff${TEXT}`)],
    ['UTF-16BE with a mark', be16(`\ufeff${TEXT}`)],
    ['UTF-32LE', le32(TEXT)],
    ['UTF-32BE', be32(TEXT)],
    ['UTF-32LE with a mark', le32(`\ufeff${TEXT}`)],
    ['UTF-32BE with a mark', be32(`\ufeff${TEXT}`)],
  ])('%s', (_name, bytes) => expect(response(bytes, type).json()).toEqual(VALUE));

  test.each<[string, Buffer]>([
    ['one digit in UTF-16LE', le16('1')],
    ['one digit in UTF-16BE', be16('1')],
    ['one digit in UTF-32', le32('1')],
    ['one digit in UTF-8', Buffer.from('1')],
    ['one digit after a mark', Buffer.from('\ufeff1')],
  ])('%s', (_name, bytes) => expect(response(bytes, type).json()).toBe(1));

  test('text whose second character is beyond ASCII', () => {
    for (const encode of [le16, be16, le32, be32]) expect(response(encode('"漢"'), type).json()).toBe('漢');
  });
});

describe('json() with a declared charset', () => {
  test.each<[string, Buffer]>([
    ['utf-8', Buffer.from(TEXT)],
    ['utf-8', Buffer.from(`\ufeff${TEXT}`)],
    ['"UTF-8"', Buffer.from(`\ufeff${TEXT}`)],
    ['utf-8-sig', Buffer.from(`\ufeff${TEXT}`)],
    ['utf-16', le16(`\ufeff${TEXT}`)],
    ['utf-16', be16(`\ufeff${TEXT}`)],
    ['utf-16', le16(TEXT)],
    ['UTF_16', be16(TEXT)],
    ['utf-16le', le16(TEXT)],
    ['utf-16le', le16(`\ufeff${TEXT}`)],
    ['UTF-16BE', be16(`\ufeff${TEXT}`)],
    ['utf-32', be32(TEXT)],
    ['utf-32', le32(`\ufeff${TEXT}`)],
    ['utf-32-be', be32(`\ufeff${TEXT}`)],
    ['gb18030', Buffer.concat([Buffer.from([0x84, 0x31, 0x95, 0x33]), Buffer.from('{"a":1}')])],
  ])('%s: a byte order mark is skipped; the bytes tell the order if the charset does not', (charset, bytes) => {
    const expected = charset === 'gb18030' ? { a: 1 } : VALUE;
    expect(response(bytes, `application/json; charset=${charset}`).json()).toEqual(expected);
    const r = response(bytes, 'text/plain');
    r.encoding = charset.replaceAll('"', '');
    expect(r.json()).toEqual(expected);
  });

  test('uses it, even if the bytes are UTF-8', () => {
    const bytes = Buffer.from('{"a":"é"}');
    expect(response(bytes, 'application/json; charset=ISO-8859-1').json()).toEqual({ a: 'Ã©' });
    const r = response(bytes, 'application/json; charset=utf-8');
    r.encoding = 'latin-1';
    expect(r.json()).toEqual({ a: 'Ã©' });
    r.encoding = null;
    expect(r.json()).toEqual({ a: 'é' });
  });

  test('`encoding` itself stays what Requests says', () => {
    expect(response(Buffer.from('1'), 'text/plain').encoding).toBe('ISO-8859-1');
    expect(response(Buffer.from('é'), 'text/plain').text).toBe('Ã©');
    expect(response(Buffer.from('\ufeffa'), 'text/plain; charset=utf-8').text).toBe('\ufeffa');
  });
});

describe('json() of invalid bytes', () => {
  test('bytes that are not UTF-8 are decoded as `text` does', () => {
    const latin1 = Buffer.from('{"a":"\xe9"}', 'latin1');
    expect(response(latin1, 'text/plain').json()).toEqual({ a: 'é' });
    expect(response(latin1, 'application/json').json()).toEqual({ a: '\ufffd' });
  });

  test('a lone surrogate or an odd byte becomes U+FFFD', () => {
    const lone = Buffer.concat([le16('{"a":"'), Buffer.from([0x3d, 0xd8]), le16('"}')]);
    expect(response(lone).json()).toEqual({ a: '\ufffd' });
    expect(fault(response(Buffer.concat([le16('[1]'), Buffer.of(0x20)]))).message).toMatch(/^Extra data/);
  });

  test.each<[string, Buffer]>([
    ['nothing', Buffer.alloc(0)],
    ['a mark of UTF-8', Buffer.from('\ufeff')],
    ['a mark of UTF-16LE', le16('\ufeff')],
    ['a mark of UTF-16BE', be16('\ufeff')],
    ['a mark of UTF-32', le32('\ufeff')],
    ['half a mark', Buffer.from([0xef, 0xbb])],
    ['two marks', Buffer.from('\ufeff\ufeff')],
    ['NUL', Buffer.alloc(1)],
    ['NULs', Buffer.alloc(4)],
  ])('%s alone is a JSONDecodeError', (_name, bytes) => {
    for (const type of UNDECLARED) expect(fault(response(bytes, type)).pos).toBe(0);
  });
});

describe("a JSONDecodeError's", () => {
  const page = new Response({
    statusCode: 502,
    url: 'https://user:hunter2@example.test/a?api_key=hunter2&b=1',
    headers: { 'Content-Type': 'text/html; charset=utf-8' },
    body: '\ufeff{\n "password": hunter2}',
  });

  test('message has status, type and URL after the words of Requests, and no secret', () => {
    expect(fault(page).message).toBe(
      "Expecting value: line 2 column 14 (char 15) in a 502 response with Content-Type 'text/html; charset=utf-8' " +
        'for url: https://***@example.test/a?api_key=***&b=1',
    );
    expect(fault(page).stack).not.toContain('hunter2');
    expect(fault(response(Buffer.from('x'))).message).toBe(
      "Expecting value: line 1 column 1 (char 0) in a 200 response ('x') without a Content-Type for url: ",
    );
  });

  test('message is a single line, whatever the type holds', () => {
    const { message } = fault(
      new Response({ headers: [['Content-Type', `a\u0085b${'x'.repeat(10_000)}`]], body: '-' }),
    );
    expect(message).toContain("'a\\u0085bxxx");
    expect(message.length).toBeLessThan(500);
  });

  test('`doc` is the text that the position refers to, and is not logged', () => {
    const error = fault(page);
    expect(error).toMatchObject({ pos: 15, line: 2, column: 14, response: page });
    expect(error.doc).toBe('{\n "password": hunter2}');
    expect(error.doc.slice(error.pos)).toBe('hunter2}');
    expect(Object.keys(error)).toEqual(['pos', 'line', 'column']);
  });

  test('fields are set with a schema too', () => {
    const schema = { '~standard': { version: 1, vendor: 'test', validate: (value: unknown) => ({ value }) } } as const;
    expect(response(le16(TEXT), 'text/plain').json(schema)).toEqual(VALUE);
    expect(() => page.json(schema)).toThrow(JSONDecodeError);
  });
});
