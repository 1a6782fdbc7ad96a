// The API reference of every published package.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const published = readdirSync(join(root, 'packages'))
  .map((name) => join(root, 'packages', name))
  .filter((folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).private !== true);

export default {
  name: 'req',
  entryPointStrategy: 'packages',
  plugin: [join(import.meta.dirname, 'documented.mjs')],
  entryPoints: published,
  packageOptions: {
    entryPoints: ['src/index.ts'],
    // `npm run typecheck` checks the types, with the project's own version of TypeScript.
    skipErrorChecking: true,
    excludeInternal: true,
    excludePrivate: true,
    readme: 'README.md',
    disableSources: true,
    sort: ['kind', 'alphabetical'],
  },
  out: join(root, 'docs', 'api'),
  readme: join(import.meta.dirname, 'index.md'),
  githubPages: false,
  hideGenerator: true,
  treatWarningsAsErrors: true,
};
