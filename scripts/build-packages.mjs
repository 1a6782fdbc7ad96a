// What users load of each published package, made from what the compiler wrote:
//   dist/node/*.cjs   one file for Node: a file costs a fifth of a millisecond to find and load, and core has 150
//   dist/node/*.mjs   the exports of that file, so that `import` and `require` share one instance of each class
//   dist/**/*.d.cts   their types, and dist/**/index.d.mts the same types for `import`
// Browsers and bundlers take the compiler's own modules, dist/**/*.js, which can be shaken better.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, posix, resolve } from 'node:path';
import { build } from 'esbuild';

const root = resolve(import.meta.dirname, '..');

/** Test environments that stand for a browser hide globals of Node, and their Uint8Array is another than that of Buffer. */
const NEEDS_GLOBALS =
  "if (typeof TextEncoder === 'undefined' || !(Buffer.alloc(0) instanceof Uint8Array)) throw new Error('req needs the " +
  'globals of Node, which this environment hides or replaces, as jsdom does under jest and vitest. Use the environment ' +
  "node for these tests, or give jsdom the globals of Node: see docs/testing-with-jest-and-vitest.md.');";

// In the order of tsconfig.json, dependencies first: each is loaded to learn its exports.
for (const { path } of JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8')).references) {
  const folder = join(root, path);
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (manifest.private === true) continue;
  /** `index` and, in core, `transport/index`. */
  const entries = Object.values(manifest.exports).flatMap(
    (target) => /dist\/(.*)\.d\.mts$/.exec(target.types)?.[1] ?? [],
  );
  copyCommonJs(folder);
  await bundle(join(folder, 'dist'), entries);
  for (const entry of entries) writeWrapper(join(folder, 'dist/node', entry));
  writeTypes(join(folder, 'dist'), entries, manifest);
}

/** The sources that are CommonJS already, which the compiler leaves alone. */
function copyCommonJs(folder) {
  for (const path of readdirSync(join(folder, 'src'), { recursive: true })) {
    if (path.endsWith('.cjs')) copyFileSync(join(folder, 'src', path), join(folder, 'dist', path));
  }
}

async function bundle(dist, entries) {
  rmSync(join(dist, 'node'), { recursive: true, force: true });
  const [entry, ...others] = entries;
  const single = others.length === 0;
  // What several entries share must exist once, and esbuild splits only ES modules: they become one file.
  const contents = entries.map((path, i) => `export * as entry${i} from './${path}.js';`).join('\n');
  await build({
    ...(single ? { entryPoints: [join(dist, `${entry}.js`)] } : { stdin: { contents, resolveDir: dist } }),
    outfile: join(dist, 'node', single ? `${entry}.cjs` : 'entries.cjs'),
    bundle: true,
    packages: 'external',
    platform: 'node',
    conditions: ['@req/commonjs'],
    format: 'cjs',
    banner: { js: NEEDS_GLOBALS },
    target: 'node20',
    charset: 'utf8',
    sourcemap: true,
    sourcesContent: false,
    logLevel: 'warning',
  });
  if (single) return;
  for (const [i, path] of entries.entries()) {
    const file = join(dist, 'node', `${path}.cjs`);
    const from = `${posix.relative(posix.dirname(path), '.') || '.'}/entries.cjs`;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(
      file,
      `module.exports = Object.defineProperty(require('${from}').entry${i}, '__esModule', { value: true });\n`,
    );
  }
}

/** `path`: of the CommonJS file, without its extension. */
function writeWrapper(path) {
  const names = Object.keys(createRequire(import.meta.url)(`${path}.cjs`));
  const file = `./${posix.basename(path)}.cjs`;
  const taken = names.map((name) => (isReserved(name) ? `${name}: $${name}` : name));
  const given = names.map((name) => (isReserved(name) ? `$${name} as ${name}` : name));
  writeFileSync(
    `${path}.mjs`,
    `import commonjs from '${file}';\n\nconst { ${taken.join(', ')} } = commonjs;\nexport { ${given.join(', ')} };\n`,
  );
}

/** Names that can be exported, but not declared. */
function isReserved(name) {
  return name === 'default' || name === 'delete';
}

/**
 * The types once more as those of CommonJS modules, which both `import` and `require` may refer to: in a program with both,
 * each class has one type.
 */
function writeTypes(dist, entries, { imports = {}, dependencies = {} }) {
  const written = new Set();
  for (const entry of entries) {
    writeCommonJsTypes(entry);
    const types = readFileSync(join(dist, `${entry}.d.ts`), 'utf8');
    const file = `./${posix.basename(entry)}.cjs`;
    const lines = [`export * from '${file}';`];
    if (/^export default /m.test(types)) {
      // `import` of a CommonJS module has all of it as its default, so that the type is declared again.
      const [, name] = /^export default (\w+);$/m.exec(types);
      const [declaration, type] = new RegExp(`^declare const ${name}: (\\w+);$`, 'm').exec(types);
      lines.push(`import type { ${type} } from '${file}';`, declaration, `export default ${name};`);
    }
    writeFileSync(join(dist, `${entry}.d.mts`), `${lines.join('\n')}\n`);
  }

  /** `path`: without its extension. */
  function writeCommonJsTypes(path) {
    if (written.has(path)) return;
    written.add(path);
    const types = readFileSync(join(dist, `${path}.d.ts`), 'utf8');
    const converted = types
      .replace(/(?<=\b(?:from |import\()(['"]))(#[\w-]+)(?=\1)/g, (_, _quote, alias) => {
        const target = imports[alias].types.replace(/^\.\/dist\/|\.d\.ts$/g, '');
        return `./${posix.relative(posix.dirname(path), target)}.ts`.replace('./../', '../');
      })
      .replace(/(?<=\b(?:from |import\()(['"]))(\.{1,2}\/[^'"]+)\.[tj]s(?=\1)/g, (_, _quote, specifier) => {
        writeCommonJsTypes(posix.join(posix.dirname(path), specifier));
        return `${specifier}.cjs`;
      })
      .replace(/(?<=^\/\/# sourceMappingURL=.*)\.d\.ts\.map/m, '.d.cts.map');
    // Some TypeScripts, and all from version 6 on, load the types of Node only where something asks for them.
    const reference = entries.includes(path) && '@types/node' in dependencies ? '/// <reference types="node" />\n' : '';
    writeFileSync(join(dist, `${path}.d.cts`), reference + converted);
    const map = JSON.parse(readFileSync(join(dist, `${path}.d.ts.map`), 'utf8'));
    const mappings = reference === '' ? map.mappings : `;${map.mappings}`;
    const file = `${posix.basename(path)}.d.cts`;
    writeFileSync(join(dist, `${path}.d.cts.map`), JSON.stringify({ ...map, file, mappings }));
  }
}
