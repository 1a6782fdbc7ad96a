// The environment, the home directory, files, and conversions that Node has built in. The web twin has no files.

const fs = process.getBuiltinModule('node:fs');

/** The environment variables as they are now. */
export function environment(): Readonly<Record<string, string | undefined>> {
  return process.env;
}

export function homeDirectory(): string | null {
  return process.env['HOME'] ?? process.env['USERPROFILE'] ?? null;
}

/** Reads a file. @throws Node's own error */
export function readFile(path: string): Uint8Array {
  return fs.readFileSync(path);
}

export function isDirectory(path: string): boolean {
  return fs.statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** The names in a directory, sorted. */
export function listDirectory(path: string): string[] {
  return fs.readdirSync(path).sort();
}

const UNDEFINED_IF_MISSING = { throwIfNoEntry: false } as const;

/** A string that changes whenever the file may have changed; `null` if there is no such file. */
export function fileStamp(path: string): string | null {
  let stat: import('node:fs').Stats | undefined;
  try {
    stat = fs.statSync(path, UNDEFINED_IF_MISSING);
  } catch {
    // Part of the path is not a directory, or not accessible: the file cannot be read anyway.
  }
  return stat === undefined ? null : `${stat.mtimeMs}:${stat.size}:${stat.ino}`;
}

/** A Buffer over the same memory. */
export function toContent(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** ISO-8859-1: one byte a character. */
export function latin1Bytes(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}

/** Bytes in base64. */
export function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

/** DNS names have at most 255 bytes (RFC 1035 §2.3.4), and IDNA takes quadratic time for a long one. */
const LONGEST_NAME = 1_000;

/** A host name in ASCII (UTS 46); `''` if it is invalid. */
export function domainToASCII(host: string): string {
  if (host.length > LONGEST_NAME) return '';
  return process.getBuiltinModule('node:url').domainToASCII(host);
}

/** The part of Node's `FileHandle` that core uses. */
export interface FileHandleLike {
  readonly fd: number;
  createReadStream(options?: never): unknown;
  read(
    buffer: Uint8Array,
    offset: number,
    length: number,
    position: number | null,
  ): Promise<{ readonly bytesRead: number }>;
}

/** Reads an open file; never closes it. */
export interface OpenFile {
  /** Bytes; `null` if unknown until it is read: a pipe, a terminal, a file in `/proc`. */
  readonly length: number | null;
  /** Whether it can be read again. */
  readonly repeatable: boolean;
  /** Reads a regular file from its beginning, anything else from its current position. */
  read(): AsyncIterable<Uint8Array>;
}

const FILE_CHUNK = 65_536;

/** @throws Node's own error if `fstat` fails */
export function openFile(handle: FileHandleLike): OpenFile {
  const stat = fs.fstatSync(handle.fd);
  const repeatable = stat.isFile();
  const length = repeatable ? sizeOf(stat, handle.fd) : null;
  return { length, repeatable, read: () => readFileHandle(handle, length, repeatable) };
}

/** Reads by position where possible, so that other readers of the handle do not interfere. */
async function* readFileHandle(
  handle: FileHandleLike,
  length: number | null,
  byPosition: boolean,
): AsyncGenerator<Uint8Array> {
  for (let position = 0; length === null || position < length; ) {
    const buffer = Buffer.allocUnsafe(length === null ? FILE_CHUNK : Math.min(FILE_CHUNK, length - position));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, byPosition ? position : null);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

/** A file that can be opened again by its path. */
export interface ReopenableFile {
  /** Bytes; `null` if unknown until it is read. */
  readonly length: number | null;
  reopen(): AsyncIterable<unknown>;
}

interface FileStream {
  readonly path?: unknown;
  readonly fd?: unknown;
  readonly start?: unknown;
  readonly end?: unknown;
  readonly bytesRead?: unknown;
  readonly flags?: unknown;
  readonly readableEncoding?: unknown;
}

/**
 * The file behind an `fs.ReadStream`, from where the stream begins. `null` for any other stream, for one that was partly
 * read or has an encoding other than UTF-8, and if it is not a regular file.
 */
export function reopenableFile(stream: object): ReopenableFile | null {
  const { path, fd, start: first, end: last, bytesRead, flags, readableEncoding } = stream as FileStream;
  if (bytesRead !== 0 || flags === undefined || (typeof path !== 'string' && !Buffer.isBuffer(path))) return null;
  if (readableEncoding !== null && readableEncoding !== undefined && readableEncoding !== 'utf8') return null;
  const { fstatSync, statSync, createReadStream } = fs;
  const stat = typeof fd === 'number' ? fstatSync(fd) : statSync(path, { throwIfNoEntry: false });
  if (stat === undefined || !stat.isFile()) return null;
  const start = typeof first === 'number' ? first : 0;
  const end = typeof last === 'number' && Number.isFinite(last) ? last : null;
  const size = sizeOf(stat, typeof fd === 'number' ? fd : path);
  const length = size === null ? null : Math.max(0, (end === null ? size : Math.min(size, end + 1)) - start);
  return { length, reopen: () => createReadStream(path, end === null ? { start } : { start, end }) };
}

/** The size of a regular file; `null` if it is reported as 0 but the file has bytes, as in `/proc`. */
function sizeOf(stat: import('node:fs').Stats, file: number | string | Buffer): number | null {
  if (stat.size > 0) return stat.size;
  const { openSync, readSync, closeSync } = fs;
  const fd = typeof file === 'number' ? file : openSync(file, 'r');
  try {
    return readSync(fd, new Uint8Array(1), 0, 1, 0) > 0 ? null : 0;
  } catch {
    return 0;
  } finally {
    if (fd !== file) closeSync(fd);
  }
}

/** Whether a web stream was read from or cancelled. */
export function isDisturbed(stream: object): boolean {
  return process.getBuiltinModule('node:stream').Readable.isDisturbed(stream as never);
}

export {
  type Hasher,
  hasher,
  type Interval,
  type PartFile,
  type PartPlace,
  partPlace,
  type Representation,
} from './part-file.node.ts';
export { type FilePath, writeStream } from './write-file.node.ts';
