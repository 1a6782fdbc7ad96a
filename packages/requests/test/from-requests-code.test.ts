import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type RunningServer, startHttpbin } from '@req/testserver';
import { type Page, readPage } from './from-requests-page.ts';
import { countSaid, isStatement, missingMembers, run, withChecks } from './from-requests-run.ts';
import { EXPORTED, makeScope, type Place, placed, SCOPE_TYPES } from './from-requests-scope.ts';
import { typeErrors } from './from-requests-types.ts';

let server: RunningServer;
let place: Place;

beforeAll(async () => {
  server = await startHttpbin();
  place = { origin: server.origin, directory: await mkdtemp(join(tmpdir(), 'req-page-')) };
});

afterAll(async () => {
  await server.close();
  await rm(place.directory, { recursive: true });
});

/** The cells' code as a module, one function a piece, importing what it names. */
function cellsModule({ rows }: Page): string {
  const pieces = rows.flatMap(({ code }) => code);
  const used = EXPORTED.filter((name) => pieces.some((code) => new RegExp(`(?<![.\\w'])${name}\\b`).test(code)));
  const functions = pieces.map((code) => `async () => { ${isStatement(code) ? code : `void (${code});`} };`);
  return [
    `import requests, { ${used.join(', ')} } from '@req/requests';`,
    ...['Undici', 'Fetch', 'Axios'].map((n) => `import { ${n}Transport } from '@req/transport-${n.toLowerCase()}';`),
    SCOPE_TYPES,
    ...functions,
  ].join('\n');
}

function snippetsModule({ imports, snippets }: Page): string {
  return [imports, ...snippets.map(({ code }) => `async () => {\n${code}\n};`)].join('\n');
}

const pages = ['from-requests.md', 'from-axios-and-got.md', 'typescript.md'].map(readPage);

test('all that the pages show is accepted by the type checker, the snippets with no imports but those shown', async () => {
  const modules = pages.flatMap((page, i) => [
    [`cells-${i}.ts`, cellsModule(page)],
    [`snippets-${i}.ts`, snippetsModule(page)],
  ]);
  expect(await typeErrors(Object.fromEntries(modules))).toBe('');
});

test('a name, option or value that does not exist is refused by the type checker', async () => {
  const wrong = ["requests.get('', { timeOut: 1 });", 'new Session().mountt;', 'retry(null as never, { totl: 3 });'];
  const code = `import requests, { retry, Session } from '@req/requests';\n${wrong.join('\n')}`;
  const errors = await typeErrors({ 'wrong.ts': code });
  for (const [i] of wrong.entries()) expect(errors).toContain(`wrong.ts(${i + 2},`);
});

for (const page of pages) {
  describe(`docs/${page.name}`, () => {
    for (const { title, code } of page.rows) {
      test(title, async () => {
        const scope = await makeScope(place);
        for (const piece of code) {
          expect(missingMembers(piece, scope)).toEqual([]);
          await run(placed(isStatement(piece) ? piece : `return (${piece});`, place), scope);
        }
      });
    }

    test.each(page.snippets.map(({ title, code }) => [title, code] as const))('snippet: %s', async (_, code) => {
      const scope = await makeScope(place);
      let checked = 0;
      const check = (actual: unknown, said: unknown): void => {
        checked += 1;
        expect(actual).toEqual(said);
      };
      await run(placed(withChecks(code), place), { ...scope, readFile, check });
      expect(countSaid(code)).toBeGreaterThan(0);
      expect(checked).toBe(countSaid(code));
    });
  });
}
