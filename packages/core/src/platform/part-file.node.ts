import type { FileHandle } from 'node:fs/promises';
import {
  createTemporary,
  type FilePath,
  isRefused,
  type Place,
  placeOf,
  type ReplaceableFile,
  replaceableFile,
  TemporaryFile,
  temporaryName,
  withPath,
} from './write-file.node.ts';

const fs = (): typeof import('node:fs/promises') => process.getBuiltinModule('node:fs/promises');
const constants = (): typeof import('node:fs').constants => process.getBuiltinModule('node:fs').constants;
const crypto = (): typeof import('node:crypto') => process.getBuiltinModule('node:crypto');

/** Computes a hash of bytes that come one after the other. */
export interface Hasher {
  update(bytes: Uint8Array): unknown;
  digest(): Uint8Array;
}

/** @param algorithm as Node's crypto calls it: `sha256` */
export function hasher(algorithm: string): Hasher {
  return crypto().createHash(algorithm);
}

/** Positions in a file: the first, and the one behind the last. */
export type Interval = readonly [start: number, end: number];

/** What the bytes of a part file are from. Two parts with the same are parts of the same bytes. */
export interface Representation {
  /** A strong validator (RFC 9110 §8.8.1). */
  readonly validator: string;
  /** Bytes in all. */
  readonly total: number;
}

/** A journal is a few lines; one that is longer was not written here. */
const LONGEST_JOURNAL = 16 * 1024 * 1024;
const PART_NAME = /^\.req-[0-9a-f]{12}\.part$/;

/**
 * Where a download to `path` keeps its part file. `null` if it cannot have one: for a FIFO, a device, or a file in a folder
 * that cannot be written.
 * @param key what is downloaded: a part of something else is not continued
 * @throws TypeError if `path` is not a path; Node's error, with the path, if it cannot be written
 */
export async function partPlace(path: FilePath, key: string): Promise<PartPlace | null> {
  const place = placeOf(path, 'download()');
  const file = await withPath(place, replaceableFile(place));
  return file === null ? null : new PartPlace(place, file, key);
}

/**
 * A part file lies beside its target, under a random name. So does a journal, whose name follows from target and key: its
 * first line says what the part file is a part of, the others which of its bytes are there. Bytes are on the disk before
 * their line is written, so that whatever interrupts the download, no line says too much.
 */
export class PartPlace {
  readonly #place: Place;
  readonly #file: ReplaceableFile;
  readonly #journal: Place;

  constructor(place: Place, file: ReplaceableFile, key: string) {
    this.#place = place;
    this.#file = file;
    const name = crypto().createHash('sha256').update(`${file.target.text}\0${key}`).digest('hex').slice(0, 16);
    this.#journal = file.target.folder.file(`.req-${name}.journal`);
  }

  /** The part that an earlier download left; `null` if there is none that can be continued. */
  async reopen(): Promise<PartFile | null> {
    const journal = await this.#openJournal();
    if (journal === null) return null;
    const { part, representation, done, handle: journalHandle } = journal;
    const partial = this.#file.target.folder.file(part);
    try {
      const handle = await openOwn(partial);
      const { size } = await handle.stat();
      if (done.every(([, end]) => end <= size))
        return this.#part(handle, partial, { representation, done, journal: journalHandle });
      await handle.close();
    } catch {
      // It is gone, or another user's.
    }
    await journalHandle.close();
    return null;
  }

  /**
   * A new part file. `null` if none can be created beside an existing file.
   * @param keep whether a later download may continue it
   */
  async create(representation: Representation, keep: boolean): Promise<PartFile | null> {
    const name = temporaryName();
    const partial = this.#file.target.folder.file(name);
    let journal: FileHandle | null = null;
    try {
      if (keep) {
        // If another download of the same has just begun, only that one can be continued.
        journal = await fs().open(this.#journal.raw, 'ax', 0o600).catch(ifExists);
        await journal?.writeFile(`${JSON.stringify({ part: name, ...representation })}\n`);
      }
      const handle = await createTemporary(partial, this.#file.existing);
      return this.#part(handle, partial, { representation, done: [], journal });
    } catch (error) {
      if (journal !== null) await fs().rm(this.#journal.raw, { force: true });
      await journal?.close();
      if (this.#file.existing !== null && isRefused(error)) return null;
      return withPath(this.#place, Promise.reject(error));
    }
  }

  /** Removes what an earlier download left. */
  async remove(): Promise<void> {
    const journal = await this.#openJournal();
    await journal?.handle.close();
    if (journal !== null) await fs().rm(this.#file.target.folder.file(journal.part).raw, { force: true });
    await fs().rm(this.#journal.raw, { force: true });
  }

  #part(handle: FileHandle, partial: Place, details: Omit<PartDetails, 'place' | 'journalPlace'>): PartFile {
    const temporary = new TemporaryFile(handle, { ...this.#file, partial });
    return new PartFile(handle, temporary, { ...details, place: this.#place, journalPlace: this.#journal });
  }

  async #openJournal(): Promise<Journal | null> {
    let handle: FileHandle;
    try {
      handle = await openOwn(this.#journal, constants().O_APPEND);
    } catch {
      return null;
    }
    const { size } = await handle.stat();
    const content = size > LONGEST_JOURNAL ? null : parseJournal(await handle.readFile('utf8'));
    if (content !== null) return { ...content, handle };
    await handle.close();
    return null;
  }
}

/** A file that another user may have written could hold anything. @throws unless it is a regular file of this user */
async function openOwn(place: Place, flags = 0): Promise<FileHandle> {
  const { O_RDWR, O_NOFOLLOW = 0 } = constants();
  const handle = await fs().open(place.raw, O_RDWR | O_NOFOLLOW | flags);
  const stat = await handle.stat();
  const user = process.geteuid?.();
  if (stat.isFile() && (user === undefined || stat.uid === user)) return handle;
  await handle.close();
  throw new Error('Not a file of this user');
}

function ifExists(error: NodeJS.ErrnoException): null {
  if (error.code === 'EEXIST') return null;
  throw error;
}

interface JournalContent {
  readonly part: string;
  readonly representation: Representation;
  readonly done: readonly Interval[];
}

/** An open journal: what is appended to it never goes to another one that has taken its name. */
interface Journal extends JournalContent {
  readonly handle: FileHandle;
}

function parseJournal(text: string): JournalContent | null {
  // What follows the last line feed is a line that was not completed.
  const [header = '', ...lines] = text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .slice(0, -1);
  try {
    const { part, validator, total } = JSON.parse(header) as Record<string, unknown>;
    if (typeof part !== 'string' || !PART_NAME.test(part) || typeof validator !== 'string' || !isPosition(total))
      return null;
    const done = lines.flatMap((line) => JSON.parse(line) as Interval[]);
    const valid = done.every(([start, end]) => isPosition(start) && isPosition(end) && start < end && end <= total);
    return valid ? { part, representation: { validator, total }, done } : null;
  } catch {
    return null;
  }
}

function isPosition(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

interface PartDetails {
  readonly place: Place;
  readonly representation: Representation;
  readonly done: readonly Interval[];
  /** `null`: it is not to be continued later. */
  readonly journal: FileHandle | null;
  readonly journalPlace: Place;
}

/** The bytes of a download, in the order in which they come. Errors name the caller's path. */
export class PartFile {
  readonly representation: Representation;
  /** What an earlier download wrote. */
  readonly done: readonly Interval[];
  readonly #handle: FileHandle;
  readonly #temporary: TemporaryFile;
  readonly #place: Place;
  readonly #journal: FileHandle | null;
  readonly #journalPlace: Place;

  constructor(
    handle: FileHandle,
    temporary: TemporaryFile,
    { place, representation, done, journal, journalPlace }: PartDetails,
  ) {
    this.#handle = handle;
    this.#temporary = temporary;
    this.representation = representation;
    this.done = done;
    this.#place = place;
    this.#journal = journal;
    this.#journalPlace = journalPlace;
  }

  /** Whether a later download can continue it. */
  get isKept(): boolean {
    return this.#journal !== null;
  }

  write(bytes: Uint8Array, position: number): Promise<void> {
    return withPath(this.#place, this.#writeAll(bytes, position));
  }

  async #writeAll(bytes: Uint8Array, position: number): Promise<void> {
    let at = 0;
    while (at < bytes.length)
      at += (await this.#handle.write(bytes, at, bytes.length - at, position + at)).bytesWritten;
  }

  /** Notes that these bytes were written. */
  note(done: readonly Interval[]): Promise<void> {
    return withPath(this.#place, this.#note(done));
  }

  async #note(done: readonly Interval[]): Promise<void> {
    if (this.#journal === null || done.length === 0) return;
    await this.#handle.datasync();
    await this.#journal.appendFile(`${JSON.stringify(done)}\n`);
  }

  /** The hash of the whole file. */
  async hash(algorithm: string): Promise<Uint8Array> {
    const hash = hasher(algorithm);
    const buffer = Buffer.allocUnsafe(1 << 20);
    for (let position = 0; ; ) {
      const { bytesRead } = await withPath(this.#place, this.#handle.read(buffer, 0, buffer.length, position));
      if (bytesRead === 0) return hash.digest();
      hash.update(buffer.subarray(0, bytesRead));
      position += bytesRead;
    }
  }

  /** Gives the complete file its name. False if it is gone: another download continued it too, and finished or removed it. */
  finish(): Promise<boolean> {
    return withPath(this.#place, this.#finish());
  }

  async #finish(): Promise<boolean> {
    await this.#handle.truncate(this.representation.total);
    await this.#handle.sync();
    // Asked first, since `finish()` may have to overwrite the target.
    if (!(await this.#temporary.exists())) return false;
    try {
      await this.#temporary.finish();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw error;
    }
    await this.#removeJournal();
    return true;
  }

  /** Leaves it for a later download, if it is to be kept. */
  async close(): Promise<void> {
    if (this.#journal === null) await this.discard();
    else {
      await this.#journal.close();
      await this.#handle.close();
    }
  }

  /** Removes it. */
  async discard(): Promise<void> {
    await this.#removeJournal();
    await this.#temporary.discard();
  }

  async #removeJournal(): Promise<void> {
    if (this.#journal === null) return;
    await fs().rm(this.#journalPlace.raw, { force: true });
    await this.#journal.close();
  }
}
