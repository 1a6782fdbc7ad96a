import { afterAll, describe, expect, test } from '@jest/globals';
import * as charset from '@req/charset';
import { findCodec } from '../../src/codecs/find-codec.ts';
import { codecs } from '../../src/codecs/registry.ts';
import { Response } from '../../src/index.ts';
import { decodeText } from '../../src/response/decode-text.ts';

const bytesOf = (...bytes: number[]): Uint8Array => Uint8Array.from(bytes);

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

  test('gets the bytes of a stream at once', () => {
    const decoder = findCodec('x-upper')?.decoder() as charset.Decoder;
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
  test('of an empty body is empty, whatever the encoding', () => {
    expect(decodeText(new Uint8Array(0), 'nope')).toBe('');
    expect(decodeText(new Uint8Array(0), 'utf-16')).toBe('');
  });
  test('decodes a view of a larger buffer', () => {
    const part = new Uint8Array(Buffer.from('xxäyy')).subarray(2, 4);
    expect(decodeText(part, 'utf-8')).toBe('ä');
    expect(decodeText(part, 'latin-1')).toBe('Ã¤');
  });
});

describe('codecs.use', () => {
  afterAll(() => codecs.use(charset));

  test('decodes and detects with the given charset, and with registered codecs', () => {
    const codec = {
      decode: () => 'decoded',
      decodeStrict: () => 'decoded',
      decoder: charset.decoder.bind(null, 'ascii'),
    };
    codecs.use({ detect: () => 'x-found', findCodec: (name) => (name === 'x-found' ? codec : null) });
    const response = new Response({ body: bytesOf(1, 2, 3) });
    expect([response.apparentEncoding, response.text]).toEqual(['x-found', 'decoded']);
    expect(decodeText(Buffer.from('abc'), 'x-upper')).toBe('ABC');
  });

  test('rejects what cannot do both', () => {
    for (const given of [null, {}, { detect: charset.detect }] as unknown as (typeof charset)[]) {
      expect(() => codecs.use(given)).toThrow(TypeError);
    }
  });
});
