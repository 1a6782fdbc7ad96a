import { createReadStream, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { contentBytes } from './bytes.ts';
import type { Cleanup } from './cleanup.ts';

/** `$file` of the vectors. */
export interface FileTag {
  readonly $file: unknown;
  readonly name?: string;
  readonly at?: number;
  readonly seekable?: boolean;
}

/**
 * `$file`: an open binary file in Python. In JavaScript it becomes
 * - if seekable, an `fs.ReadStream` over a real file, with `at` as its `start`; its `path` gives its size and allows it to
 *   be read again;
 * - if seekable and without a name, in `files`, a `Blob`, because a ReadStream always has a path and so a name;
 * - if not seekable, a `Readable` without a file; `path` is its name, if it has one.
 */
export function fileFromTag(tag: FileTag, place: 'data' | 'files', cleanup: Cleanup): unknown {
  const bytes = contentBytes(tag.$file);
  if (tag.seekable === false) return pipe(bytes, tag.name);
  if (place === 'files' && tag.name === undefined) return new Blob([bytes.slice(tag.at ?? 0)]);

  const folder = mkdtempSync(join(tmpdir(), 'req-vectors-'));
  cleanup.add(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, tag.name ?? 'unnamed');
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
  const stream = createReadStream(path, { start: tag.at ?? 0 });
  cleanup.add(() => {
    stream.on('error', () => {});
    stream.destroy();
  });
  return stream;
}

function pipe(bytes: Uint8Array, name: string | undefined): Readable {
  const stream = Readable.from([bytes], { objectMode: false });
  return name === undefined ? stream : Object.assign(stream, { path: name });
}
