import type { InputType, ZlibOptions } from 'node:zlib';
import { GzipInflater } from './gzip.node.ts';
import { type ZlibEngine, ZlibInflater } from './zlib-inflater.node.ts';
import { ZstdInflater } from './zstd.node.ts';
import { ZstdFrames } from './zstd-frames.node.ts';

/** Decodes one content coding chunk by chunk. */
export interface Inflater {
  /** Yields what this chunk decodes to; an empty chunk stands for work without output. Throws the engine's error. */
  write(chunk: Uint8Array): AsyncIterable<Uint8Array>;
  /** Yields the rest. Throws if the coded data is incomplete. */
  end(): AsyncIterable<Uint8Array>;
  /** Frees the engine. Idempotent. */
  close(): void;
  /** Extra cost of decoding, as the number of bytes that could have been decoded in the same time. Default: 0. */
  readonly overhead?: number;
}

/** `deflate` has a zlib header, `deflate-raw` has none. */
export type Coding = 'gzip' | 'deflate' | 'deflate-raw' | 'br' | 'zstd';

type Zlib = typeof import('node:zlib') & {
  // Since Node 22.15.
  createZstdDecompress?: (options?: object) => ZlibEngine;
  zstdDecompressSync?: (bytes: InputType, options: { maxOutputLength: number }) => Buffer;
};

const zlib = (): Zlib => process.getBuiltinModule('node:zlib');

/** The codings that this Node decodes, in the order of Accept-Encoding. */
export function availableCodings(): Coding[] {
  const codings: Coding[] = ['gzip', 'deflate', 'br'];
  // In this order, zlib is not loaded by a Node without zstd.
  if ('zstd' in process.versions && typeof zlib().createZstdDecompress === 'function') codings.push('zstd');
  return codings;
}

/**
 * Decodes synchronously; `null` if the result would be larger than `limit`, or only `createInflater` can decode it.
 * Throws the engine's error for invalid or incomplete data.
 */
export function inflateSync(coding: Coding, bytes: Uint8Array, limit: number): Uint8Array | null {
  const options: ZlibOptions = { maxOutputLength: limit, chunkSize: chunkSizeFor(coding, bytes, limit) };
  try {
    switch (coding) {
      case 'gzip':
        return zlib().gunzipSync(bytes, options);
      case 'deflate':
        return zlib().inflateSync(bytes, options);
      case 'deflate-raw':
        return zlib().inflateRawSync(bytes, options);
      case 'br':
        return zlib().brotliDecompressSync(bytes, options);
      case 'zstd':
        return zstdSync(bytes, limit);
    }
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    // Bytes after the last gzip member may make it fail; GzipInflater knows where the member ends.
    if (code === 'ERR_BUFFER_TOO_LARGE' || coding === 'gzip') return null;
    throw error;
  }
}

/** The maximum compression ratio of DEFLATE. */
const MAX_RATIO = 1032;

/**
 * The size of zlib's output buffers. If one buffer holds the whole output, nothing has to be joined. The end of a gzip body
 * tells its size (RFC 1952 §2.3.1), which is used if it is plausible.
 */
function chunkSizeFor(coding: Coding, bytes: Uint8Array, limit: number): number {
  const guess = Math.max(1024, bytes.length * 6);
  const declared = coding === 'gzip' && bytes.length > 4 ? declaredSize(bytes) : 0;
  if (declared > guess && declared < Math.min(limit, bytes.length * MAX_RATIO)) return declared + 64;
  return Math.min(65_536, guess);
}

const declaredSize = (bytes: Uint8Array): number =>
  new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 4, 4).getUint32(0, true);

function zstdSync(bytes: Uint8Array, limit: number): Uint8Array | null {
  const frames = new ZstdFrames();
  // Several frames, or a skippable one.
  if (frames.feed(bytes, 0) < bytes.length || frames.kind === 'skippable') return null;
  if (!frames.complete) throw new Error('unexpected end of file');
  return zstdFrame(bytes, limit);
}

const zstdFrame = (frame: Uint8Array, limit: number): Uint8Array =>
  (zlib().zstdDecompressSync as NonNullable<Zlib['zstdDecompressSync']>)(frame, { maxOutputLength: limit });

const OPTIONS = { chunkSize: 64 * 1024 };

/** What the option `info` returns, which @types/node lacks. */
interface SyncResult {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}

/** `null` if the stream does not end before the end of `bytes`. */
function inflateRawSync(bytes: Uint8Array, limit: number): { output: Uint8Array; used: number } | null {
  // Without this flush an incomplete stream throws, which takes longer than decoding.
  const finishFlush = zlib().constants.Z_SYNC_FLUSH;
  const options = { info: true, maxOutputLength: limit, chunkSize: 2048, finishFlush };
  const { buffer, engine } = zlib().inflateRawSync(bytes, options) as unknown as SyncResult;
  return engine.bytesWritten < bytes.length ? { output: buffer, used: engine.bytesWritten } : null;
}

/** A decoder that works off this thread. Always close it. */
export function createInflater(coding: Coding): Inflater {
  switch (coding) {
    case 'gzip':
      return new GzipInflater({ create: () => zlib().createInflateRaw(OPTIONS), inflateRawSync, crc32: zlib().crc32 });
    case 'zstd':
      return new ZstdInflater({
        create: () => (zlib().createZstdDecompress as NonNullable<Zlib['createZstdDecompress']>)(OPTIONS),
        decompressSync: zstdFrame,
      });
    case 'deflate':
      return new ZlibInflater(zlib().createInflate(OPTIONS));
    case 'deflate-raw':
      return new ZlibInflater(zlib().createInflateRaw(OPTIONS));
    case 'br':
      return new ZlibInflater(zlib().createBrotliDecompress(OPTIONS));
  }
}
