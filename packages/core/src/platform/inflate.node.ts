import type { InputType, ZlibOptions } from 'node:zlib';
import { GzipInflater } from './gzip.node.ts';
import { type ZlibEngine, ZlibInflater } from './zlib-inflater.node.ts';
import { ZstdInflater } from './zstd.node.ts';
import { ZstdFrames } from './zstd-frames.node.ts';

/** Undoes one content coding piece by piece. */
export interface Inflater {
  /** What this chunk gives, as it can be had; an empty piece marks work that gave nothing. Throws the engine's error. */
  write(chunk: Uint8Array): AsyncIterable<Uint8Array>;
  /** What was held back. Throws when the coded data is not complete. */
  end(): AsyncIterable<Uint8Array>;
  /** Frees the engine; idempotent. */
  close(): void;
  /** What was spent besides on what was decoded, in bytes that could have been decoded instead; left out: nothing. */
  readonly overhead?: number;
}

/** Codings by the names this layer knows: `deflate` with the header of zlib, `deflate-raw` without. */
export type Coding = 'gzip' | 'deflate' | 'deflate-raw' | 'br' | 'zstd';

type Zlib = typeof import('node:zlib') & {
  // Since Node 22.15.
  createZstdDecompress?: (options?: object) => ZlibEngine;
  zstdDecompressSync?: (bytes: InputType, options: { maxOutputLength: number }) => Buffer;
};

const zlib = (): Zlib => process.getBuiltinModule('node:zlib');

/** What can be decoded here, in the order in which it is asked for. */
export function inflatable(): Coding[] {
  const codings: Coding[] = ['gzip', 'deflate', 'br'];
  // Asked in this order, zlib is not loaded where there is no zstd.
  if ('zstd' in process.versions && typeof zlib().createZstdDecompress === 'function') codings.push('zstd');
  return codings;
}

/**
 * Decodes in one go, on this thread; `null` when the result would be larger than `limit`, or needs the slow way.
 * Throws the engine's error for bad or incomplete data.
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
    // What follows the last gzip member may make it fail: the slow way knows where the member ended.
    if (code === 'ERR_BUFFER_TOO_LARGE' || coding === 'gzip') return null;
    throw error;
  }
}

/** DEFLATE gives no more for a byte. */
const MAX_RATIO = 1032;

/**
 * Bytes of the buffers that are decoded into. One that fits makes no pieces to be joined: the end of a gzip body tells
 * its size (RFC 1952 §2.3.1), if it is to be believed.
 */
function chunkSizeFor(coding: Coding, bytes: Uint8Array, limit: number): number {
  const guess = Math.max(1024, bytes.length * 6);
  const told = coding === 'gzip' && bytes.length > 4 ? sizeTold(bytes) : 0;
  if (told > guess && told < Math.min(limit, bytes.length * MAX_RATIO)) return told + 64;
  return Math.min(65_536, guess);
}

const sizeTold = (bytes: Uint8Array): number =>
  new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 4, 4).getUint32(0, true);

function zstdSync(bytes: Uint8Array, limit: number): Uint8Array | null {
  const frames = new ZstdFrames();
  // More than one frame, or one that is not there to be decoded.
  if (frames.feed(bytes, 0) < bytes.length || frames.kind === 'skippable') return null;
  if (!frames.complete) throw new Error('unexpected end of file');
  return zstdFrame(bytes, limit);
}

const zstdFrame = (frame: Uint8Array, limit: number): Uint8Array =>
  (zlib().zstdDecompressSync as NonNullable<Zlib['zstdDecompressSync']>)(frame, { maxOutputLength: limit });

const OPTIONS = { chunkSize: 64 * 1024 };

/** Of `info`, which @types/node does not know. */
interface SyncResult {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}

/** `null` for a stream that is not over before the end of `bytes`. */
function inflateRawSync(bytes: Uint8Array, limit: number): { output: Uint8Array; used: number } | null {
  // Without this flush an incomplete stream is an error, and those take longer than decoding.
  const finishFlush = zlib().constants.Z_SYNC_FLUSH;
  const options = { info: true, maxOutputLength: limit, chunkSize: 2048, finishFlush };
  const { buffer, engine } = zlib().inflateRawSync(bytes, options) as unknown as SyncResult;
  return engine.bytesWritten < bytes.length ? { output: buffer, used: engine.bytesWritten } : null;
}

/** An engine that decodes off this thread. Close it on every path. */
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
