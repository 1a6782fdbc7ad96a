import type { Stats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import type { Writable } from 'node:stream';

/** A path, a `file:` URL, or the bytes of a path. */
export type FilePath = string | URL | Uint8Array;

/** Where chunks are written. `finish` completes the file; `discard` removes what was written. */
interface Destination {
  write(chunk: Uint8Array): Promise<unknown>;
  finish(): Promise<void>;
  discard(): Promise<void>;
}

const fs = (): typeof import('node:fs/promises') => process.getBuiltinModule('node:fs/promises');
const constants = (): typeof import('node:fs').constants => process.getBuiltinModule('node:fs').constants;
const paths = (): typeof import('node:path') => process.getBuiltinModule('node:path');

/**
 * Writes chunks to a temporary file beside `path`, and renames it when they are complete. An existing file keeps its mode
 * and owner; symbolic links, FIFOs and devices are written through. Returns the number of bytes written. A file that
 * cannot be written fails before the first chunk is read.
 * @throws TypeError if `path` is not a path; Node's errors, with `path` and a message that name the file; errors of `chunks`
 */
export async function writeStream(path: FilePath, chunks: AsyncIterable<Uint8Array>): Promise<number> {
  const place = placeOf(path);
  const source = chunks[Symbol.asyncIterator]();
  let first: Promise<IteratorResult<Uint8Array>> | null = null;
  const begin = (): Promise<IteratorResult<Uint8Array>> => (first ??= source.next());
  const destination = await withPath(place, open(place, begin));
  let written = 0;
  try {
    for (let next = await begin(); !next.done; next = await source.next()) {
      await withPath(place, destination.write(next.value));
      written += next.value.byteLength;
    }
    await withPath(place, destination.finish());
  } catch (error) {
    await destination.discard().catch(() => {});
    await source.return?.().catch(() => {});
    throw error;
  }
  return written;
}

/** A path. One given as bytes is kept as ISO-8859-1 text, from which the bytes are restored. */
export class Place {
  readonly text: string;
  readonly encoding: 'utf8' | 'latin1';

  constructor(text: string, encoding: 'utf8' | 'latin1') {
    this.text = text;
    this.encoding = encoding;
  }

  /** For the functions of `node:fs`. */
  get raw(): string | Buffer {
    return this.encoding === 'utf8' ? this.text : Buffer.from(this.text, 'latin1');
  }

  toString(): string {
    return this.raw.toString();
  }

  get folder(): Place {
    return new Place(paths().dirname(this.text), this.encoding);
  }

  /** `name` in this folder. Not normalized: only the file system can resolve `..` after a symbolic link. */
  file(name: string): Place {
    const end = this.text.at(-1);
    return new Place(`${this.text}${end === '/' || end === paths().sep ? '' : paths().sep}${name}`, this.encoding);
  }
}

/** @throws TypeError if it is not a path */
export function placeOf(path: FilePath, method = 'save()'): Place {
  const bytes = path instanceof Uint8Array;
  const text = bytes
    ? Buffer.from(path.buffer, path.byteOffset, path.byteLength).toString('latin1')
    : path instanceof URL
      ? process.getBuiltinModule('node:url').fileURLToPath(path)
      : path;
  if (typeof text !== 'string') throw new TypeError(`${method} needs a path: a string, a file: URL or a Buffer.`);
  if (text === '') throw new TypeError(`${method} needs the path of a file; this one is empty.`);
  const place = new Place(text, bytes ? 'latin1' : 'utf8');
  if (text.includes('\0')) throw new TypeError(`${method} needs a path without NUL: ${JSON.stringify(String(place))}`);
  return place;
}

/** Makes errors name the caller's file, not the temporary one. */
export async function withPath<T>(place: Place, operation: Promise<T>): Promise<T> {
  try {
    return await operation;
  } catch (error) {
    const { code, errno, syscall, message } = error as NodeJS.ErrnoException;
    if (typeof code !== 'string' || typeof syscall !== 'string') throw error;
    throw failure(place, message.split(',', 1)[0] as string, { code, errno, syscall, cause: error });
  }
}

interface FailureDetails {
  readonly code: string;
  readonly errno?: number | undefined;
  readonly syscall: string;
  readonly cause?: unknown;
}

function failure(place: Place, words: string, { cause, ...details }: FailureDetails): Error {
  const error = new Error(`${words}, save '${place}'`, cause === undefined ? undefined : { cause });
  return Object.assign(error, details, { path: String(place) });
}

/** A regular file that may be replaced by a temporary one beside it. */
export interface ReplaceableFile {
  /** Behind symbolic links. */
  readonly target: Place;
  /** `null`: it does not exist yet. */
  readonly existing: Stats | null;
}

/** `null` for what must be written in place: FIFOs, devices, open files. @throws Node's error if it cannot be written */
export async function replaceableFile(place: Place): Promise<ReplaceableFile | null> {
  if (standardStream(place) !== null) return null;
  const existing = await statOf(place);
  if (existing?.isDirectory() === true || place.text.endsWith('/') || place.text.endsWith(paths().sep))
    throw failure(place, 'EISDIR: illegal operation on a directory', { code: 'EISDIR', syscall: 'open' });
  if (existing?.isFile() === false) return null;
  if (existing !== null) await checkWritable(place);
  const target = await behindLinks(place);
  return target === null ? null : { target, existing };
}

/** `begin` starts reading the first chunk: if that fails, waiting for a FIFO's reader fails too. */
async function open(place: Place, begin: () => Promise<unknown>): Promise<Destination> {
  const file = await replaceableFile(place);
  if (file !== null) return (await openTemporary(file)) ?? new InPlace(await openToOverwrite(file.target));
  const standard = standardStream(place);
  if (standard !== null) return new StreamDestination(standard);
  const existing = await statOf(place);
  if (existing?.isFIFO() === true) return new StreamDestination(await openFifo(place, begin));
  if (existing?.isFile() === false) return new InPlace(await fs().open(place.raw, constants().O_WRONLY));
  return new InPlace(await openToOverwrite(place));
}

/** Opens it, since `access` checks the real user, not the effective one. */
async function checkWritable(place: Place): Promise<void> {
  try {
    await (await fs().open(place.raw, constants().O_WRONLY)).close();
  } catch (error) {
    // A running program cannot be written to, but it can be replaced.
    if ((error as NodeJS.ErrnoException).code !== 'ETXTBSY') throw error;
  }
}

/** `null` if there is no file, or only a dangling symbolic link. */
async function statOf(place: Place): Promise<Stats | null> {
  try {
    return await fs().stat(place.raw);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Standard output or error. Opening them by name fails if they are sockets, and truncates them if they are files. */
function standardStream({ text }: Place): Writable | null {
  if (process.platform === 'win32') return null;
  return text === '/dev/stdout' ? process.stdout : text === '/dev/stderr' ? process.stderr : null;
}

/**
 * Resolves the symbolic links that the path ends in; the target need not exist. `null` for an open file of a process
 * (`/dev/fd/3`): it must be written in place, since replacing it would not affect whoever has it open.
 */
async function behindLinks(place: Place): Promise<Place | null> {
  let at = place;
  // The limit of Linux, which has reported loops before this.
  for (let i = 0; i < 40; i++) {
    let link: string;
    try {
      link = (await fs().readlink(at.raw, { encoding: place.encoding })) as string;
    } catch {
      return at;
    }
    const folder = (await fs().realpath(at.folder.raw, { encoding: place.encoding })) as string;
    if (process.platform === 'linux' && folder.startsWith('/proc/')) return null;
    at = paths().isAbsolute(link) ? new Place(link, place.encoding) : new Place(folder, place.encoding).file(link);
  }
  return at;
}

/** `null` if no temporary file can be created beside an existing file. */
async function openTemporary({ target, existing }: ReplaceableFile): Promise<Destination | null> {
  // Without the target's name, which may already have the maximum length.
  const partial = target.folder.file(temporaryName());
  try {
    return new TemporaryFile(await createTemporary(partial, existing), { target, partial, existing });
  } catch (error) {
    if (existing !== null && isRefused(error)) return null;
    throw error;
  }
}

export function temporaryName(): string {
  return `.req-${process.getBuiltinModule('node:crypto').randomBytes(6).toString('hex')}.part`;
}

/** Private until it gets the mode of the existing file. */
export function createTemporary(partial: Place, existing: Stats | null): Promise<FileHandle> {
  return fs().open(partial.raw, 'wx+', existing === null ? 0o666 : 0o600);
}

/** Whether no file can be created in the folder, though existing ones may be writable. */
export function isRefused(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENAMETOOLONG';
}

/** Never creates a file. */
async function openToOverwrite(target: Place): Promise<FileHandle> {
  return fs().open(target.raw, constants().O_WRONLY | constants().O_TRUNC);
}

/** Copies the content only; `copyFile` would copy the mode too. */
async function copyInto(to: FileHandle, source: Place): Promise<void> {
  try {
    const from = await fs().open(source.raw, 'r');
    try {
      for await (const chunk of from.createReadStream({ autoClose: false })) await to.writeFile(chunk as Buffer);
    } finally {
      await from.close();
    }
  } finally {
    await to.close();
  }
}

/** A temporary file beside the target, which replaces it at the end. */
export class TemporaryFile implements Destination {
  readonly #file: FileHandle;
  readonly #target: Place;
  readonly #partial: Place;
  readonly #existing: Stats | null;
  #closed = false;

  constructor(
    file: FileHandle,
    { target, partial, existing }: { target: Place; partial: Place; existing: Stats | null },
  ) {
    this.#file = file;
    this.#target = target;
    this.#partial = partial;
    this.#existing = existing;
  }

  write(chunk: Uint8Array): Promise<void> {
    return this.#file.writeFile(chunk);
  }

  /** Whether it still has its name. */
  async exists(): Promise<boolean> {
    return fs()
      .access(this.#partial.raw)
      .then(
        () => true,
        () => false,
      );
  }

  async finish(): Promise<void> {
    const replaceable = this.#existing === null || (await this.#copyAttributes(this.#existing));
    await this.#close();
    if (replaceable && (await this.#rename())) return;
    await copyInto(await openToOverwrite(this.#target), this.#partial);
    await fs().rm(this.#partial.raw, { force: true });
  }

  async discard(): Promise<void> {
    await this.#close().catch(() => {});
    await fs().rm(this.#partial.raw, { force: true });
  }

  /** Takes over mode and owner of the existing file. False if that fails, or if the file has other hard links. */
  async #copyAttributes({ mode, uid, gid, nlink }: Stats): Promise<boolean> {
    if (nlink > 1) return false;
    const own = await this.#file.stat();
    try {
      if (own.uid !== uid || own.gid !== gid) await this.#file.chown(uid, gid);
      // Without setuid and setgid: new content must not run as another user.
      await this.#file.chmod(mode & 0o1777);
    } catch {
      return false;
    }
    return true;
  }

  /** False if the target can be written but not replaced: a mount point, or another user's file in a sticky directory. */
  async #rename(): Promise<boolean> {
    try {
      await fs().rename(this.#partial.raw, this.#target.raw);
      return true;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      const kept = code === 'EBUSY' || code === 'EXDEV' || code === 'EPERM' || code === 'EACCES';
      if (kept && this.#existing !== null) return false;
      throw error;
    }
  }

  async #close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#file.close();
  }
}

/** Writes directly: to a device, or to a file in a read-only directory. */
class InPlace implements Destination {
  readonly #file: FileHandle;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  write(chunk: Uint8Array): Promise<void> {
    return this.#file.writeFile(chunk);
  }

  finish(): Promise<void> {
    return this.#file.close();
  }

  discard(): Promise<void> {
    return this.#file.close();
  }
}

/** Milliseconds between two checks whether a FIFO has a reader. */
const READER_INTERVAL = 20;

/**
 * Opens a FIFO once it has a reader. Polls, since a blocking open or write would occupy a thread of the pool, and four of
 * them would stop all file operations of this process.
 */
async function openFifo(place: Place, begin: () => Promise<unknown>): Promise<Writable> {
  const { O_WRONLY, O_NONBLOCK } = constants();
  for (;;) {
    try {
      const { fd } = await openDescriptor(place, O_WRONLY | O_NONBLOCK);
      const { Socket } = process.getBuiltinModule('node:net');
      return new Socket({ fd, readable: false, writable: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENXIO') throw error;
    }
    const pause = new Promise((resolve) => setTimeout(resolve, READER_INTERVAL));
    await Promise.race([pause, begin().then(() => pause)]);
  }
}

/** A plain descriptor: a FileHandle would close it when garbage-collected. */
function openDescriptor(place: Place, flags: number): Promise<{ readonly fd: number }> {
  return new Promise((resolve, reject) => {
    process
      .getBuiltinModule('node:fs')
      .open(place.raw, flags, (error, fd) => (error === null ? resolve({ fd }) : reject(error)));
  });
}

class StreamDestination implements Destination {
  readonly #stream: Writable;
  /** Standard output and error must not be ended. */
  readonly #shared: boolean;
  readonly #ignore = (): void => {};

  constructor(stream: Writable) {
    this.#stream = stream;
    this.#shared = stream === process.stdout || stream === process.stderr;
    // Errors are reported to the write that causes them.
    stream.on('error', this.#ignore);
  }

  write(chunk: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#stream.write(chunk, (error) => (error ? reject(error) : resolve()));
    });
  }

  async finish(): Promise<void> {
    if (this.#shared) this.#detach();
    else {
      await new Promise<void>((resolve, reject) => {
        this.#stream.once('error', reject);
        this.#stream.end(resolve);
      });
    }
  }

  async discard(): Promise<void> {
    if (this.#shared) this.#detach();
    else this.#stream.destroy();
  }

  /** The error event of a failed write comes one turn later. */
  #detach(): void {
    setImmediate(() => this.#stream.removeListener('error', this.#ignore));
  }
}
