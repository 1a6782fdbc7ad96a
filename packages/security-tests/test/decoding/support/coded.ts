import zlib from 'node:zlib';

export type CodingName = 'gzip' | 'deflate' | 'br' | 'zstd';

type Compress = (bytes: Uint8Array) => Buffer;

const zstd = (zlib as { zstdCompressSync?: Compress }).zstdCompressSync;

const BROTLI = { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 5 } };

/** The codings that this Node can write, and so read. */
export const CODERS: ReadonlyMap<CodingName, Compress> = new Map<CodingName, Compress>([
  ['gzip', (bytes) => zlib.gzipSync(bytes, { level: 9 })],
  ['deflate', (bytes) => zlib.deflateSync(bytes, { level: 9 })],
  ['br', (bytes) => zlib.brotliCompressSync(bytes, BROTLI)],
  ...(zstd === undefined ? [] : [['zstd', zstd] as [CodingName, Compress]]),
]);

export function coded(coding: CodingName, bytes: Uint8Array): Buffer {
  return (CODERS.get(coding) as Compress)(bytes);
}

/** A response with this body, one character for each byte. */
export function reply(contentEncoding: string, body: Uint8Array): string {
  const head = `HTTP/1.1 200 OK\r\nContent-Encoding: ${contentEncoding}\r\nContent-Length: ${body.length}\r\n\r\n`;
  return head + Buffer.from(body).toString('latin1');
}
