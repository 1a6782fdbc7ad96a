/** What core needs of the machine: environment variables, the home directory, files. The web twin has none of them. */
export const hasFiles = true;

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

interface FileLike {
  readonly path?: unknown;
  readonly fd?: unknown;
  readonly start?: unknown;
  readonly end?: unknown;
  readonly bytesRead?: unknown;
  readonly flags?: unknown;
  pipe?: unknown;
  createReadStream?: (options: object) => AsyncIterable<unknown>;
}

/**
 * How to read a `fs.ReadStream` or a `FileHandle`: with its length, and again from where it began.
 * `null` for anything else, and for what is no regular file.
 */
export function fileSource(value: object): {
  open(): AsyncIterable<unknown>;
  readonly length: number | null;
  readonly repeatable: boolean;
} | null {
  const file = value as FileLike;
  const fs = (): typeof import('node:fs') => process.getBuiltinModule('node:fs');
  if (typeof file.createReadStream === 'function' && typeof file.fd === 'number') {
    const stat = fs().fstatSync(file.fd);
    if (!stat.isFile()) return null;
    const open = (): AsyncIterable<unknown> =>
      (file.createReadStream as (options: object) => AsyncIterable<unknown>)({ start: 0, autoClose: false });
    return { open, length: stat.size === 0 && holdsBytes(file.fd) ? null : stat.size, repeatable: true };
  }
  if (typeof file.pipe !== 'function' || typeof file.bytesRead !== 'number' || file.flags === undefined) return null;
  if ((typeof file.path !== 'string' && !Buffer.isBuffer(file.path)) || file.bytesRead > 0) return null;
  const path = file.path;
  const stat = typeof file.fd === 'number' ? fs().fstatSync(file.fd) : fs().statSync(path, { throwIfNoEntry: false });
  if (stat === undefined || !stat.isFile()) return null;
  const start = typeof file.start === 'number' ? file.start : 0;
  const end = typeof file.end === 'number' && Number.isFinite(file.end) ? file.end : null;
  const last = end === null ? stat.size : Math.min(stat.size, end + 1);
  // What the system makes up as it is read has no size either.
  const unknown = stat.size === 0 && holdsBytes(file.fd ?? path);
  let first = true;
  const open = (): AsyncIterable<unknown> => {
    if (!first) return fs().createReadStream(path, end === null ? { start } : { start, end });
    first = false;
    return value as AsyncIterable<unknown>;
  };
  return { open, length: unknown ? null : Math.max(0, last - start), repeatable: true };
}

/** Whether a file whose size is said to be 0 can be read all the same, as those of `/proc`. */
function holdsBytes(file: unknown): boolean {
  const fs = process.getBuiltinModule('node:fs');
  const fd = typeof file === 'number' ? file : fs.openSync(file as string, 'r');
  try {
    return fs.readSync(fd, new Uint8Array(1), 0, 1, 0) > 0;
  } catch {
    return false;
  } finally {
    if (fd !== file) fs.closeSync(fd);
  }
}

/** Writes chunks to a file that appears under its name only when it is whole. Returns the bytes written. */
export async function writeStream(path: string, chunks: AsyncIterable<Uint8Array>): Promise<number> {
  const { open, rename, rm } = process.getBuiltinModule('node:fs/promises');
  const suffix = process.getBuiltinModule('node:crypto').randomBytes(6).toString('hex');
  const partial = `${path}.${suffix}.part`;
  const file = await open(partial, 'wx');
  let written = 0;
  try {
    for await (const chunk of chunks) {
      await file.writeFile(chunk);
      written += chunk.byteLength;
    }
    await file.close();
    await rename(partial, path);
  } catch (error) {
    await file.close().catch(() => {});
    await rm(partial, { force: true });
    throw error;
  }
  return written;
}
