import { type FileHandleLike, type OpenFile, openFile } from '#platform';
import { UnrewindableBodyError } from '../errors/errors.ts';
import { ownProperty } from '../lang/own-properties.ts';
import { assertUnread, lockFor } from './single-use.ts';
import type { StreamSource } from './stream-body.ts';

/** Read by position from the beginning of the file; never closed, since the handle is the caller's. */
export class FileHandleSource implements StreamSource {
  readonly length: number | null;
  readonly repeatable: boolean;
  readonly #handle: FileHandleLike;
  readonly #file: OpenFile;

  constructor(handle: FileHandleLike) {
    checkOpen(handle);
    this.#handle = handle;
    this.#file = openFile(handle);
    this.length = this.#file.length;
    this.repeatable = this.#file.repeatable;
    assertUnread(handle, null);
  }

  open(): AsyncIterable<unknown> {
    return this.#file.read();
  }

  lock(owner: object): void {
    checkOpen(this.#handle);
    if (!this.repeatable) lockFor(owner, this.#handle);
  }

  destroy(): void {}
}

export function isFileHandle(value: object): value is FileHandleLike {
  return typeof ownProperty(value, 'createReadStream') === 'function' && typeof ownProperty(value, 'fd') === 'number';
}

function checkOpen({ fd }: FileHandleLike): void {
  if (fd < 0) throw new UnrewindableBodyError('The body is a FileHandle that is closed.');
}
