import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { conformanceCases } from '../src/index.ts';

const read = (path: string): Promise<string> => readFile(new URL(path, import.meta.url), 'utf8');

test('the documentation shows the transport that is tested', async () => {
  const [first] = (await read('../../../docs/writing-a-transport.md')).split('```ts\n').slice(1);
  expect(first?.split('```')[0]).toBe(await read('./tiny-transport.ts'));
});

test('the table in the README names every subject and no others', async () => {
  const rows = (await read('../README.md')).split('| the contract says | subjects |')[1]?.split('\n\n')[0] ?? '';
  const named = rows.split('\n').flatMap((row) => row.split('|')[2]?.split(', ') ?? []);
  const subjects = new Set(conformanceCases.map((each) => each.subject));
  expect([...new Set(named.map((name) => name.trim()))].filter((name) => !/^-*$/.test(name)).sort()).toEqual(
    [...subjects].sort(),
  );
});
