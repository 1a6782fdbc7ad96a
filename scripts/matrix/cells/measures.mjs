// How much there is to load, and how long it takes. Each is a figure, not a check.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { run } from '../run.mjs';
import { bundle } from './bundlers.mjs';

const ENTRIES = {
  'size-page.mjs': "import { Session } from '@req/requests';\nglobalThis.Session = Session;\n",
  'size-get.mjs': "import { get } from '@req/requests';\nawait get('http://127.0.0.1/');\n",
};

/** Processes for each figure. Their median counts. */
const STARTS = 15;

const GROUP = 'size and start';

export function measures(matrix) {
  const page = { group: GROUP, row: 'bundle for browsers: `Session`, minified, after gzip' };
  const starts = { group: GROUP, row: 'start of `@req/requests`, compared with undici’s own' };
  return [
    ...['esbuild', 'vite', 'webpack'].map((name) => ({
      ...page,
      column: name,
      run: () => size(matrix, name, 'size-page.mjs', 'browser'),
    })),
    {
      group: GROUP,
      row: 'bundle for Node: `get()` alone, minified, after gzip',
      column: 'esbuild',
      run: () => size(matrix, 'esbuild', 'size-get.mjs', 'esm'),
    },
    { ...starts, column: 'import', run: () => start(matrix, (name) => `import('${name}')`) },
    { ...starts, column: 'require', run: () => start(matrix, (name) => `require('${name}')`) },
  ];
}

async function size(matrix, bundler, entry, kind) {
  for (const [file, source] of Object.entries(ENTRIES)) writeFileSync(join(matrix.app, file), source);
  const folder = join(matrix.home, 'sizes', `${bundler}-${kind}`);
  mkdirSync(folder, { recursive: true });
  const out = join(folder, 'bundle.min.mjs');
  const error = await bundle(matrix, bundler, entry, out, kind);
  if (error !== null) return { state: 'failed', failures: [error] };
  const kilobytes = gzipSync(readFileSync(out), { level: 9 }).length / 1000;
  return { state: 'measured', value: `${kilobytes.toFixed(0)} kB` };
}

/** Processes that load the one and the other take turns, so that both meet the same load of the machine. */
async function start(matrix, load) {
  const times = { '@req/requests': [], undici: [] };
  for (let i = 0; i < STARTS; i++) {
    for (const name of Object.keys(times)) {
      const code = `const t = performance.now(); Promise.resolve(${load(name)}).then(() => console.log(performance.now() - t))`;
      const { output } = await run(process.execPath, ['-e', code], { cwd: matrix.app });
      times[name].push(Number(output));
    }
  }
  const ratio = median(times['@req/requests']) / median(times.undici);
  if (!Number.isFinite(ratio)) return { state: 'failed', failures: ['it does not start'] };
  return { state: 'measured', value: `${ratio.toFixed(2)} ×` };
}

function median(numbers) {
  return numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
}
