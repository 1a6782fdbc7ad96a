/** What core needs of the machine: environment variables, the home directory, files. The web twin has none of them. */

/** The environment, read anew at each request as Requests does. */
export function environment(): Readonly<Record<string, string | undefined>> {
  return process.env;
}

export function homeDirectory(): string | null {
  return process.env['HOME'] ?? process.env['USERPROFILE'] ?? null;
}

/** A file's bytes. Throws Node's own error when it cannot be read. */
export function readFile(path: string): Uint8Array {
  return process.getBuiltinModule('node:fs').readFileSync(path);
}

export function isDirectory(path: string): boolean {
  return process.getBuiltinModule('node:fs').statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Names in a directory, sorted. */
export function listDirectory(path: string): string[] {
  return process.getBuiltinModule('node:fs').readdirSync(path).sort();
}

/** Changes whenever a file's content may have; `null` when there is no such file. */
export function fileStamp(path: string): string | null {
  let stat: import('node:fs').Stats | undefined;
  try {
    stat = process.getBuiltinModule('node:fs').statSync(path, { throwIfNoEntry: false });
  } catch {
    // A part of the path is no directory, or not ours to look into: there is nothing to be read there.
  }
  return stat === undefined ? null : `${stat.mtimeMs}:${stat.size}:${stat.ino}`;
}

/** Bytes as the platform's users know them: a Buffer over the same memory. */
export function toContent(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** A string as bytes, one byte a character (ISO-8859-1). */
export function latin1Bytes(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}

/** Bytes in base64. */
export function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

/** DNS knows none of more than 255 bytes (RFC 1035 §2.3.4), and IDNA takes quadratic time over a long one. */
const LONGEST_NAME = 1_000;

/** A host name in ASCII by UTS 46; `''` when it is no valid one. */
export function domainToASCII(host: string): string {
  if (host.length > LONGEST_NAME) return '';
  return process.getBuiltinModule('node:url').domainToASCII(host);
}

/** What is used of Node's `FileHandle`. */
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

/** How to read an open file, without ever closing it. */
export interface OpenFile {
  /** Bytes; `null` where only reading tells: of a pipe, a terminal, a file of `/proc`. */
  readonly length: number | null;
  /** Whether it can be read again. */
  readonly repeatable: boolean;
  /** From its beginning; what is no regular file from where it is. */
  read(): AsyncIterable<Uint8Array>;
}

const FILE_CHUNK = 65_536;

/** Throws Node's own error when the file cannot be looked at. */
export function openFile(handle: FileHandleLike): OpenFile {
  const stat = process.getBuiltinModule('node:fs').fstatSync(handle.fd);
  const repeatable = stat.isFile();
  const length = repeatable ? sizeOf(stat, handle.fd) : null;
  return { length, repeatable, read: () => readFileHandle(handle, length, repeatable) };
}

/** By position, if it has any: nothing else that reads the handle is disturbed by it, nor disturbs it. */
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

/** A file that can be read again by its path. */
export interface ReopenableFile {
  /** `null`: it is told only by reading. */
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
 * The file behind a `fs.ReadStream`, from where the stream begins. `null` for any other stream, for one that was begun,
 * whose bytes come in another encoding, and for what is no regular file.
 */
export function reopenableFile(stream: object): ReopenableFile | null {
  const { path, fd, start: first, end: last, bytesRead, flags, readableEncoding } = stream as FileStream;
  if (bytesRead !== 0 || flags === undefined || (typeof path !== 'string' && !Buffer.isBuffer(path))) return null;
  if (readableEncoding !== null && readableEncoding !== undefined && readableEncoding !== 'utf8') return null;
  const { fstatSync, statSync, createReadStream } = process.getBuiltinModule('node:fs');
  const stat = typeof fd === 'number' ? fstatSync(fd) : statSync(path, { throwIfNoEntry: false });
  if (stat === undefined || !stat.isFile()) return null;
  const start = typeof first === 'number' ? first : 0;
  const end = typeof last === 'number' && Number.isFinite(last) ? last : null;
  const size = sizeOf(stat, typeof fd === 'number' ? fd : path);
  const length = size === null ? null : Math.max(0, (end === null ? size : Math.min(size, end + 1)) - start);
  return { length, reopen: () => createReadStream(path, end === null ? { start } : { start, end }) };
}

/** The size of a regular file; `null` for one whose size is said to be 0 but that holds bytes, as those of `/proc`. */
function sizeOf(stat: import('node:fs').Stats, file: number | string | Buffer): number | null {
  if (stat.size > 0) return stat.size;
  const { openSync, readSync, closeSync } = process.getBuiltinModule('node:fs');
  const fd = typeof file === 'number' ? file : openSync(file, 'r');
  try {
    return readSync(fd, new Uint8Array(1), 0, 1, 0) > 0 ? null : 0;
  } catch {
    return 0;
  } finally {
    if (fd !== file) closeSync(fd);
  }
}

/** True when a web stream was read or cancelled, be it in part. */
export function isDisturbed(stream: object): boolean {
  return process.getBuiltinModule('node:stream').Readable.isDisturbed(stream as never);
}

export { type FilePath, writeStream } from './write-file.node.ts';
