import zlib from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { ContentDecodingError } from '../../src/errors/errors.ts';
import { decodeStream, decodeWhole } from '../../src/response/decode-content.ts';
import { sliceBytes } from './body-bytes.ts';

const LIMITS = { maxBodySize: null, maxRatio: 1000 };
const MIB = 1024 * 1024;

const whole = async (bytes: Uint8Array): Promise<Buffer> => Buffer.from(await decodeWhole(bytes, ['gzip'], LIMITS));

async function streamed(bytes: Uint8Array): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of decodeStream(sliceBytes(bytes, 10_000), ['gzip'], LIMITS)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe('a large gzip body', () => {
  const big = Buffer.from(JSON.stringify(Array.from({ length: 20_000 }, (_, i) => ({ id: i, name: `name ${i}` }))));
  const coded = zlib.gzipSync(big);

  test('is decoded the same synchronously and in chunks', async () => {
    expect(coded.length).toBeGreaterThan(65_536);
    expect(decodeWhole(coded, ['gzip'], LIMITS)).toBeInstanceOf(Uint8Array);
    expect((await whole(coded)).equals(big)).toBe(true);
    expect((await streamed(coded)).equals(big)).toBe(true);
  });

  test.each([0, 1, big.length - 1, big.length + 1, 100_000, 0x7fff_ffff, 0xffff_ffff])(
    'with a wrong size at its end (%i) is an error',
    async (told) => {
      const lying = Buffer.from(coded);
      lying.writeUInt32LE(told, lying.length - 4);
      await expect(whole(lying)).rejects.toThrow(ContentDecodingError);
    },
  );

  test('of two members yields both, whatever size the last one declares', async () => {
    const two = Buffer.concat([coded, zlib.gzipSync('and more')]);
    expect((await whole(two)).equals(Buffer.concat([big, Buffer.from('and more')]))).toBe(true);
  });

  test('that takes more than a few milliseconds is decoded off this thread', async () => {
    const zeros = zlib.gzipSync(Buffer.alloc(8 * MIB));
    expect(decodeWhole(zeros, ['gzip'], LIMITS)).toBeInstanceOf(Promise);
    expect(await whole(zeros)).toHaveLength(8 * MIB);
  });
});
