import { createReadStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import type { RequestOptions } from '../../src/index.ts';

/** A single-use body, and whether it was destroyed, cancelled or returned. */
export interface GivenStream {
  readonly options: RequestOptions;
  released(): boolean | Promise<boolean>;
}

type Kind = readonly [what: string, make: (directory: string) => GivenStream];

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** An iterator that counts calls of `return()`. */
export function iterator(...texts: string[]): AsyncIterableIterator<Uint8Array> & { returned: number } {
  const left = [...texts];
  return {
    returned: 0,
    async next() {
      const text = left.shift();
      return text === undefined ? { done: true, value: undefined } : { done: false, value: bytes(text) };
    },
    async return() {
      this.returned++;
      left.length = 0;
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

export function webStream(...texts: string[]): { stream: ReadableStream<Uint8Array>; cancelled: boolean } {
  const left = [...texts];
  const made = {
    cancelled: false,
    stream: new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          const text = left.shift();
          if (text === undefined) controller.close();
          else controller.enqueue(bytes(text));
        },
        cancel() {
          made.cancelled = true;
        },
      },
      { highWaterMark: 0 },
    ),
  };
  return made;
}

export function file(directory: string, text = 'abc'): string {
  const path = join(directory, 'given.txt');
  writeFileSync(path, text);
  return path;
}

function fileStream(directory: string): { stream: import('node:fs').ReadStream; released: () => boolean } {
  const stream = createReadStream(file(directory));
  return { stream, released: () => stream.destroyed };
}

/** As `data`, and in `files`. */
export const GIVEN: readonly Kind[] = [
  [
    'a Readable',
    () => {
      const data = Readable.from([Buffer.from('a'), Buffer.from('b')]);
      return { options: { data }, released: () => data.destroyed };
    },
  ],
  [
    'a PassThrough that nobody writes to',
    () => {
      const data = new PassThrough();
      return { options: { data }, released: () => data.destroyed };
    },
  ],
  [
    'a file’s stream',
    (directory) => {
      const { stream, released } = fileStream(directory);
      return { options: { data: stream }, released };
    },
  ],
  [
    'a stream of a file that is not there',
    (directory) => {
      const data = createReadStream(join(directory, 'missing'));
      return { options: { data }, released: () => data.destroyed };
    },
  ],
  [
    'a web stream',
    () => {
      const made = webStream('a', 'b');
      return { options: { data: made.stream }, released: () => made.cancelled };
    },
  ],
  [
    'the body of a Response',
    () => {
      const made = webStream('a', 'b');
      return { options: { data: new Response(made.stream) as never }, released: () => made.cancelled };
    },
  ],
  [
    'an async generator',
    () => {
      const data = (async function* () {
        yield bytes('a');
        yield bytes('b');
      })();
      return { options: { data }, released: async () => (await data.next()).done === true };
    },
  ],
  [
    'a generator',
    () => {
      const data = (function* () {
        yield bytes('a');
        yield bytes('b');
      })();
      return { options: { data }, released: () => data.next().done === true };
    },
  ],
  [
    'an iterator',
    () => {
      const data = iterator('a', 'b');
      return { options: { data }, released: () => data.returned === 1 };
    },
  ],
  [
    'files by name',
    (directory) => {
      const a = fileStream(directory);
      const b = webStream('b');
      return { options: { files: { a: a.stream, b: b.stream } }, released: () => a.released() && b.cancelled };
    },
  ],
  [
    'files with names of their own',
    (directory) => {
      const a = fileStream(directory);
      const b = iterator('b');
      return {
        options: { files: { a: ['a.txt', a.stream], b: ['b.txt', b, 'text/plain'] } },
        released: () => a.released() && b.returned === 1,
      };
    },
  ],
  [
    'files as a Map',
    (directory) => {
      const { stream, released } = fileStream(directory);
      return { options: { files: new Map([['a', stream]]) }, released };
    },
  ],
  [
    'files as pairs',
    (directory) => {
      const { stream, released } = fileStream(directory);
      return { options: { files: [['a', stream]] }, released };
    },
  ],
];
