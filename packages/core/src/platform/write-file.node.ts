import type { Stats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import type { Writable } from 'node:stream';

/** Where a file is: a path, a `file:` URL, or a path's bytes. */
export type FilePath = string | URL | Uint8Array;

/** Takes the chunks; `finish` makes the file whole, `discard` removes what was begun. */
interface Destination {
  write(chunk: Uint8Array): Promise<unknown>;
  finish(): Promise<void>;
  discard(): Promise<void>;
}

const fs = (): typeof import('node:fs/promises') => process.getBuiltinModule('node:fs/promises');
const constants = (): typeof import('node:fs').constants => process.getBuiltinModule('node:fs').constants;
const paths = (): typeof import('node:path') => process.getBuiltinModule('node:path');

/**
 * Writes chunks to a file that gets its new content only when all of it is there: they go to a file beside it, which is
 * then renamed. A file that exists keeps its mode and owner; a symbolic link, FIFO or device is written through. Returns
 * the bytes written. Whether the file can be written is found out before the first chunk is asked for.
 * @throws TypeError for what is no path; Node's errors, whose `path` and message name the file; the error of a chunk
 */
export async function writeStream(path: FilePath, chunks: AsyncIterable<Uint8Array>): Promise<number> {
  const place = placeOf(path);
  const source = chunks[Symbol.asyncIterator]();
  let first: Promise<IteratorResult<Uint8Array>> | null = null;
  const begin = (): Promise<IteratorResult<Uint8Array>> => (first ??= source.next());
  const destination = await naming(place, open(place, begin));
  let written = 0;
  try {
    for (let next = await begin(); !next.done; next = await source.next()) {
      await naming(place, destination.write(next.value));
      written += next.value.byteLength;
    }
    await naming(place, destination.finish());
  } catch (error) {
    await destination.discard().catch(() => {});
    await source.return?.().catch(() => {});
    throw error;
  }
  return written;
}

/** A path. One that was given in bytes has a character for each, from which they are made again. */
class Place {
  readonly text: string;
  readonly encoding: 'utf8' | 'latin1';

  constructor(text: string, encoding: 'utf8' | 'latin1') {
    this.text = text;
    this.encoding = encoding;
  }

  /** For functions of `node:fs`. */
  get raw(): string | Buffer {
    return this.encoding === 'utf8' ? this.text : Buffer.from(this.text, 'latin1');
  }

  toString(): string {
    return this.raw.toString();
  }

  get folder(): Place {
    return new Place(paths().dirname(this.text), this.encoding);
  }

  /** `name` in this folder. Not normalized: a `..` behind a symbolic link is for the file system. */
  file(name: string): Place {
    const end = this.text.at(-1);
    return new Place(`${this.text}${end === '/' || end === paths().sep ? '' : paths().sep}${name}`, this.encoding);
  }
}

function placeOf(path: FilePath): Place {
  const bytes = path instanceof Uint8Array;
  const text = bytes
    ? Buffer.from(path.buffer, path.byteOffset, path.byteLength).toString('latin1')
    : path instanceof URL
      ? process.getBuiltinModule('node:url').fileURLToPath(path)
      : path;
  if (typeof text !== 'string') throw new TypeError('save() needs a path: a string, a file: URL or a Buffer.');
  if (text === '') throw new TypeError('save() needs the path of a file; this one is empty.');
  const place = new Place(text, bytes ? 'latin1' : 'utf8');
  if (text.includes('\0')) throw new TypeError(`save() needs a path without NUL: ${JSON.stringify(String(place))}`);
  return place;
}

/** The errors of an operation name the file that the caller named, not the one beside it. */
async function naming<T>(place: Place, operation: Promise<T>): Promise<T> {
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

/** `begin` asks for the first chunk: whoever waits for something else meanwhile hears of its failure. */
async function open(place: Place, begin: () => Promise<unknown>): Promise<Destination> {
  const standard = standardStream(place);
  if (standard !== null) return new StreamDestination(standard);
  const existing = await statOf(place);
  if (existing?.isDirectory() === true || place.text.endsWith('/') || place.text.endsWith(paths().sep))
    throw failure(place, 'EISDIR: illegal operation on a directory', { code: 'EISDIR', syscall: 'open' });
  if (existing?.isFile() === true) await checkWritable(place);
  if (existing?.isFIFO() === true) return new StreamDestination(await openFifo(place, begin));
  if (existing?.isFile() === false) return new InPlace(await fs().open(place.raw, constants().O_WRONLY));
  const target = await behindLinks(place);
  if (target === null) return new InPlace(await openToOverwrite(place));
  return (await openBeside(target, existing)) ?? new InPlace(await openToOverwrite(target));
}

/** By opening it: `access` would ask for the real user, not the effective one. */
async function checkWritable(place: Place): Promise<void> {
  try {
    await (await fs().open(place.raw, constants().O_WRONLY)).close();
  } catch (error) {
    // A program that runs can be replaced, though not written to.
    if ((error as NodeJS.ErrnoException).code !== 'ETXTBSY') throw error;
  }
}

/** `null` when there is none, or when it is a symbolic link to none. */
async function statOf(place: Place): Promise<Stats | null> {
  try {
    return await fs().stat(place.raw);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Opened by their names they could not be written to when they are sockets, and would be emptied when they are files. */
function standardStream({ text }: Place): Writable | null {
  if (process.platform === 'win32') return null;
  return text === '/dev/stdout' ? process.stdout : text === '/dev/stderr' ? process.stderr : null;
}

/**
 * The file itself, or where it is to be: behind the symbolic links that the path ends in. `null` for an open file of a
 * process (`/dev/fd/3`): who has it open would not see another in its place.
 */
async function behindLinks(place: Place): Promise<Place | null> {
  let at = place;
  // As many as Linux follows; loops have been found by then.
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

/** `null` where no file can be made beside one that can be written itself. */
async function openBeside(target: Place, existing: Stats | null): Promise<Destination | null> {
  const random = process.getBuiltinModule('node:crypto').randomBytes(6).toString('hex');
  // Not made of the target's name, which may be as long as a name can be.
  const partial = target.folder.file(`.req-${random}.part`);
  try {
    // Nobody may read what will be for a few alone.
    const file = await fs().open(partial.raw, 'wx', existing === null ? 0o666 : 0o600);
    return new Beside(file, { target, partial, existing });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const refused = code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENAMETOOLONG';
    if (refused && existing !== null) return null;
    throw error;
  }
}

/** Not created: where links are followed by other rules than ours, nothing new appears. */
async function openToOverwrite(target: Place): Promise<FileHandle> {
  return fs().open(target.raw, constants().O_WRONLY | constants().O_TRUNC);
}

/** Content alone: `copyFile` would copy the mode as well. */
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

/** A file beside the target, until it takes its place. */
class Beside implements Destination {
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

  async finish(): Promise<void> {
    const replaceable = this.#existing === null || (await this.#becomesLike(this.#existing));
    await this.#close();
    if (replaceable && (await this.#rename())) return;
    await copyInto(await openToOverwrite(this.#target), this.#partial);
    await fs().rm(this.#partial.raw, { force: true });
  }

  async discard(): Promise<void> {
    await this.#close().catch(() => {});
    await fs().rm(this.#partial.raw, { force: true });
  }

  /** Gets the mode and owner of the file it replaces. False when it cannot, or when that one has other names too. */
  async #becomesLike({ mode, uid, gid, nlink }: Stats): Promise<boolean> {
    if (nlink > 1) return false;
    const own = await this.#file.stat();
    try {
      if (own.uid !== uid || own.gid !== gid) await this.#file.chown(uid, gid);
      // Whose content is new does not run as another user.
      await this.#file.chmod(mode & 0o1777);
    } catch {
      return false;
    }
    return true;
  }

  /** False when the target can be written and not replaced: mounted by itself, or of another owner in a shared folder. */
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

/** A device, or a file in a folder that takes no other. */
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

/** Milliseconds between two looks whether a FIFO has a reader. */
const READER_INTERVAL = 20;

/**
 * Opens a FIFO as soon as something reads it. Neither that wait nor a slow reader may hold up a thread of the pool: four
 * of them would stop all else that this process does with files.
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

/** A descriptor that no FileHandle closes when it is collected. */
function openDescriptor(place: Place, flags: number): Promise<{ readonly fd: number }> {
  return new Promise((resolve, reject) => {
    process
      .getBuiltinModule('node:fs')
      .open(place.raw, flags, (error, fd) => (error === null ? resolve({ fd }) : reject(error)));
  });
}

class StreamDestination implements Destination {
  readonly #stream: Writable;
  /** Not ours to end. */
  readonly #lent: boolean;
  readonly #ignore = (): void => {};

  constructor(stream: Writable) {
    this.#stream = stream;
    this.#lent = stream === process.stdout || stream === process.stderr;
    // Each failure is told to the write that meets it.
    stream.on('error', this.#ignore);
  }

  write(chunk: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#stream.write(chunk, (error) => (error ? reject(error) : resolve()));
    });
  }

  async finish(): Promise<void> {
    if (this.#lent) this.#letGo();
    else {
      await new Promise<void>((resolve, reject) => {
        this.#stream.once('error', reject);
        this.#stream.end(resolve);
      });
    }
  }

  async discard(): Promise<void> {
    if (this.#lent) this.#letGo();
    else this.#stream.destroy();
  }

  /** What fails is told a turn after the write. */
  #letGo(): void {
    setImmediate(() => this.#stream.removeListener('error', this.#ignore));
  }
}
