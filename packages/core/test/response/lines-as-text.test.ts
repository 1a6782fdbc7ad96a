import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Response } from '../../src/index.ts';
import { sliceBytes } from './body-bytes.ts';

async function all(items: AsyncIterable<Uint8Array | string>): Promise<(Uint8Array | string)[]> {
  const out: (Uint8Array | string)[] = [];
  for await (const item of items) out.push(item);
  return out;
}

const TEXT = 'é\r\n漢\n\n😀';
const LINES = ['é', '漢', '', '😀'];
const le16 = (text: string): Buffer => Buffer.from(text, 'utf16le');
const le32 = (text: string): Buffer =>
  Buffer.concat(Array.from(text, (c) => Buffer.from(Uint32Array.of(c.codePointAt(0) as number).buffer)));

const streamed = (body: Uint8Array, size: number, type: string | null = null): Response =>
  new Response({ body: sliceBytes(body, size), headers: type === null ? {} : { 'Content-Type': type } });

describe('iterLines({ decodeUnicode: true }) without a charset', () => {
  test.each<[string, Buffer]>([
    ['UTF-8', Buffer.from(TEXT)],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${TEXT}`)],
    ['UTF-16LE with a mark', le16(`\ufeff${TEXT}`)],
    ['UTF-16BE with a mark', le16(`\ufeff${TEXT}`).swap16()],
    ['UTF-32LE with a mark', le32(`\ufeff${TEXT}`)],
    ['UTF-32BE with a mark', le32(`\ufeff${TEXT}`).swap32()],
  ])('reads %s, wherever it is cut', async (_name, bytes) => {
    for (const type of [null, 'application/octet-stream', 'application/x-ndjson']) {
      for (const size of [1, 2, 3, 4, 5, 1000]) {
        expect(await all(streamed(bytes, size, type).iterLines({ decodeUnicode: true }))).toEqual(LINES);
      }
    }
    // Of a body that was read too.
    expect(await all(new Response({ body: bytes }).iterLines({ decodeUnicode: true }))).toEqual(LINES);
  });

  test('replaces invalid UTF-8', async () => {
    const bytes = Buffer.from([0x61, 0xff, 0x0a, 0xc3]);
    for (const size of [1, 4]) {
      expect(await all(streamed(bytes, size).iterLines({ decodeUnicode: true }))).toEqual(['a\ufffd', '\ufffd']);
    }
  });

  test('keeps bytes that only begin like a byte order mark', async () => {
    for (const bytes of [[0xef, 0xbb], [0xff], [0xfe], [0xef, 0xbb, 0x41], [0, 0, 0x41]]) {
      const expected = new TextDecoder().decode(Uint8Array.from(bytes));
      for (const size of [1, 4]) {
        expect(await all(streamed(Uint8Array.from(bytes), size).iterLines({ decodeUnicode: true }))).toEqual([
          expected,
        ]);
      }
    }
  });

  test('is typed as text', async () => {
    const lines: AsyncIterable<string> = streamed(Buffer.from(TEXT), 4).iterLines({ decodeUnicode: true });
    for await (const line of lines) expect(line.concat()).toBe(line);
  });

  test('yields nothing for an empty body or a byte order mark alone', async () => {
    for (const bytes of [Buffer.alloc(0), Buffer.from('\ufeff'), le16('\ufeff')]) {
      expect(await all(streamed(bytes, 1).iterLines({ decodeUnicode: true }))).toEqual([]);
    }
  });

  test('yields each line as soon as it is complete', async () => {
    let sent = 0;
    async function* slow(): AsyncGenerator<Uint8Array> {
      for (const text of ['a\n', 'b\n']) {
        sent++;
        yield Buffer.from(text);
      }
    }
    const lines = new Response({ body: slow() }).iterLines({ decodeUnicode: true });
    expect(await lines.next()).toEqual({ done: false, value: 'a' });
    expect(sent).toBe(1);
  });

  test('agrees with the whole text, however both are cut', async () => {
    const piece = fc.constantFrom('a', 'é', '漢', '😀', '\n', '\r', '\r\n', '\ufeff');
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 20 }), fc.integer({ min: 1, max: 7 }), async (pieces, size) => {
        const bytes = Buffer.from(pieces.join(''));
        const text = new TextDecoder().decode(bytes);
        const expected = text.split(/\r\n|\r|\n/);
        if (expected.at(-1) === '') expected.pop();
        expect(await all(streamed(bytes, size).iterLines({ decodeUnicode: true }))).toEqual(expected);
      }),
    );
  });

  test('takes a delimiter', async () => {
    const lines = streamed(Buffer.from('é·b'), 1).iterLines({ decodeUnicode: true, delimiter: '·' });
    expect(await all(lines)).toEqual(['é', 'b']);
  });

  test('is typed as text', async () => {
    for await (const line of streamed(Buffer.from('ab'), 1).iterLines({ decodeUnicode: true })) {
      const length: number = line.codePointAt(0) ?? 0;
      expect(length).toBe(97);
    }
  });

  test('leaves chunks and undecoded lines as bytes, as in Requests', async () => {
    expect(await all(streamed(Buffer.from('ab'), 2).iterContent({ decodeUnicode: true }))).toEqual([Buffer.from('ab')]);
    expect(await all(streamed(Buffer.from('ab'), 2).iterLines())).toEqual([Buffer.from('ab')]);
  });
});

describe('an event stream', () => {
  const BODY = Buffer.from('data: é漢\n\n');
  const TYPES = [
    'text/event-stream',
    'TEXT/Event-Stream',
    ' text/event-stream ; charset=utf-8',
    'text/event-stream; charset=iso-8859-1',
  ];

  test.each(TYPES)('%j is UTF-8', async (type) => {
    const r = new Response({ headers: [['Content-Type', type]], body: BODY });
    expect(r.encoding).toBe('utf-8');
    expect(r.text).toBe('data: é漢\n\n');
    for (const size of [1, 100]) {
      expect(await all(streamed(BODY, size, type).iterLines({ decodeUnicode: true }))).toEqual(['data: é漢', '']);
      const pieces = await all(streamed(BODY, size, type).iterContent({ decodeUnicode: true }));
      expect(pieces.join('')).toBe('data: é漢\n\n');
    }
  });

  test('loses its byte order mark', async () => {
    const body = Buffer.concat([Buffer.from('\ufeff'), BODY]);
    const [type] = TYPES as [string];
    expect(new Response({ headers: { 'Content-Type': type }, body }).text).toBe('data: é漢\n\n');
    expect(await all(streamed(body, 1, type).iterLines({ decodeUnicode: true }))).toEqual(['data: é漢', '']);
  });

  test('is decoded by `encoding` if that was set', () => {
    const r = new Response({ headers: { 'Content-Type': 'text/event-stream' }, body: BODY });
    r.encoding = 'latin-1';
    expect(r.encoding).toBe('latin-1');
    expect(r.text).toBe(BODY.toString('latin1'));
  });

  test('is not any other type with a similar name', () => {
    for (const type of ['text/event-stream-x', 'x-text/event-stream', 'text/event']) {
      expect(new Response({ headers: { 'Content-Type': type } }).encoding).toBe('ISO-8859-1');
    }
  });
});
