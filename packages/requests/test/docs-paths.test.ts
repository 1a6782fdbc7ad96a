import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const packages = readdirSync(join(root, 'packages')).filter((name) => isFile(`packages/${name}/package.json`));

const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'CHANGELOG.md',
  'examples/README.md',
  ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`),
  ...packages.map((name) => `packages/${name}/README.md`),
].filter((path) => path.endsWith('.md') && isFile(path));

/** Folders that commands write, absent from a fresh clone. */
const GENERATED = /^(?:dist|docs\/api)\//;

/** Pages in which every path in backticks is one of the repository. Paths of core may leave `packages/core/src/` out. */
const PAGES_OF_PATHS = ['README.md', 'CONTRIBUTING.md', 'docs/architecture.md', 'docs/releasing.md'];

test.each(PAGES)('every link of %s leads somewhere', (page) => {
  const text = read(page).replace(/^```[\s\S]*?^```$/gm, '');
  const broken = [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target]) => target as string)
    .filter((target) => !/^[a-z]+:/.test(target))
    .filter((target) => {
      const [path, anchor] = target.split('#') as [string, string?];
      const file = path === '' ? page : join(dirname(page), path);
      if (!existsSync(join(root, file))) return true;
      return anchor !== undefined && file.endsWith('.md') && !anchorsOf(file).includes(anchor);
    });
  expect(broken).toEqual([]);
});

test('README.md and CONTRIBUTING.md link to every page of docs', () => {
  const text = read('README.md') + read('CONTRIBUTING.md');
  const pages = PAGES.filter((page) => page.startsWith('docs/'));
  expect(pages.filter((page) => !text.includes(`(${page})`) && !text.includes(`(${page}#`))).toEqual([]);
});

test('CHANGELOG.md says nothing twice', () => {
  const lines = read('CHANGELOG.md')
    .split('\n- ')
    .map((entry) => entry.split('\n')[0] as string);
  expect(lines.filter((line, i) => lines.indexOf(line) !== i)).toEqual([]);
});

describe.each(PAGES_OF_PATHS)('%s', (page) => {
  const text = read(page);

  test('names files and folders that exist', () => {
    const named = [...text.matchAll(/`([\w.@*-]+(?:\/[\w.@*-]*)+|[\w-]+\.(?:ts|mjs|cjs|json|md))`/g)]
      .map(([, path]) => path as string)
      .filter((path) => !path.startsWith('@') && !path.includes('NAME') && !GENERATED.test(path));
    const missing = named.filter(
      (path) => !['', 'packages', 'packages/core/src'].some((folder) => matches(join(root, folder, path))),
    );
    expect(missing).toEqual([]);
  });

  test('names commands that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = [...text.matchAll(/npm run (?:--silent |-s )?([\w-]+(?::[\w-]+)*)/g)].map(
      ([, name]) => name as string,
    );
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});

describe('the tree in docs/architecture.md', () => {
  const drawn = drawnPaths();

  test('draws what exists', () => {
    expect(drawn.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  test('draws every package, every folder of its sources and every entry point', () => {
    expect(packages.flatMap(pathsToDraw).filter((path) => !drawn.includes(path))).toEqual([]);
  });

  test('fits on one screen', () => {
    expect(treeOf().split('\n').length).toBeLessThanOrEqual(60);
  });
});

function pathsToDraw(name: string): string[] {
  const folder = `packages/${name}`;
  const sources = `${folder}/src`;
  if (!existsSync(join(root, sources))) return [folder];
  const folders = readdirSync(join(root, sources), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => `${sources}/${entry.name}`);
  const { exports } = JSON.parse(read(`${folder}/package.json`)) as { exports: Record<string, unknown> };
  const entries = Object.values(exports).flatMap((target) => {
    const source = (target as Record<string, unknown>)['@req/source'];
    return typeof source === 'string' && !source.includes('*') ? [join(folder, source)] : [];
  });
  return [sources, ...folders, ...entries];
}

/** Each line is `paths   words`. The first path of an unindented line is a folder, and all others stand in the last one. */
function drawnPaths(): string[] {
  let folder = '';
  return treeOf()
    .split('\n')
    .flatMap((line) => {
      const paths = (line.trim().split(/\s{2,}/)[0] as string).split(' ').map((path) => path.replace(/\/$/, ''));
      if (!line.startsWith(' ')) folder = paths.shift() as string;
      return [folder, ...paths.map((path) => `${folder}/${path}`)];
    });
}

function treeOf(): string {
  return /^```tree\n([\s\S]*?)\n```$/m.exec(read('docs/architecture.md'))?.[1] ?? '';
}

function isFile(path: string): boolean {
  return existsSync(join(root, path));
}

/** `*` stands for one name, or for a part of one. */
function matches(path: string): boolean {
  if (!path.includes('*')) return existsSync(path);
  const [before, after] = [path.slice(0, path.indexOf('*')), path.slice(path.indexOf('*') + 1)];
  const folder = before.slice(0, before.lastIndexOf('/') + 1);
  const prefix = before.slice(folder.length);
  const suffix = after.split('/')[0] as string;
  return (
    existsSync(folder) &&
    readdirSync(folder).some(
      (name) => name.startsWith(prefix) && name.endsWith(suffix) && matches(folder + name + after.slice(suffix.length)),
    )
  );
}

/** As forges make them of headings. */
function anchorsOf(page: string): string[] {
  return [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    (heading as string)
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
