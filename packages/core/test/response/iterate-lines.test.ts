import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ByteSplitter, TextSplitter } from '../../src/response/iterate-lines.ts';

/** Cuts a text into pieces of these lengths, again and again. */
function* cut(text: string, lengths: readonly number[]): Generator<string> {
  for (let at = 0, i = 0; at < text.length; i++) {
    const length = lengths[i % lengths.length] as number;
    yield text.slice(at, at + length);
    at += length;
  }
}

function itemsOf<T>(splitter: { write(chunk: T): T[]; end(): T | null }, chunks: Iterable<T>): T[] {
  const items: T[] = [];
  for (const chunk of chunks) items.push(...splitter.write(chunk));
  const last = splitter.end();
  return last === null ? items : [...items, last];
}

const letters = fc.constantFrom('a', 'b');

test.each<[string, number, number]>([
  ['short', 1, 16],
  ['long', 17, 24],
])('%s delimiters split as String.split does, wherever the chunks are cut', (_, minLength, maxLength) => {
  fc.assert(
    fc.property(
      fc.array(letters, { minLength, maxLength }).map((chars) => chars.join('')),
      fc.array(fc.oneof(letters, fc.constant(null)), { minLength: 1, maxLength: 200 }),
      fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }),
      (delimiter, parts, lengths) => {
        const text = parts.map((part) => part ?? delimiter).join('');
        const expected = text.split(delimiter);
        const chunks = [...cut(text, lengths)];
        expect(itemsOf(new TextSplitter(delimiter), chunks)).toEqual(expected);
        const bytes = chunks.map((chunk): Uint8Array => Buffer.from(chunk));
        const items = itemsOf(new ByteSplitter(Buffer.from(delimiter)), bytes);
        expect(items.map((item) => Buffer.from(item).toString())).toEqual(expected);
      },
    ),
    { numRuns: 1000 },
  );
});
