// Each bundler for Node: one file, that runs in a folder with nothing else in it.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { outcomeOf } from '../outcome.mjs';
import { run } from '../run.mjs';
import { NEWEST, OLDEST } from '../tools.mjs';

const BUNDLERS = [
  { name: 'esbuild', package: 'esbuild', kind: 'esm', slice: true },
  { name: 'esbuild', package: 'esbuild', kind: 'cjs' },
  { name: 'rollup', package: 'rollup', kind: 'esm' },
  { name: 'rollup', package: 'rollup', kind: 'cjs' },
  { name: 'webpack', package: 'webpack', kind: 'cjs' },
  { name: 'vite', package: 'vite', kind: 'esm' },
  { name: 'ncc', package: '@vercel/ncc', kind: 'esm' },
  { name: 'ncc', package: '@vercel/ncc', kind: 'cjs', entry: 'main.cjs' },
];

export function bundlers(matrix) {
  return BUNDLERS.flatMap((bundler) => {
    const { name, kind } = bundler;
    let bundled;
    return [OLDEST, NEWEST].map((major) => ({
      group: 'bundlers for Node',
      row: `${name} ${matrix.tools.version(bundler.package)}, ${kind === 'esm' ? 'ES module' : 'CommonJS'}`,
      column: `Node ${major}`,
      slice: bundler.slice === true && major === matrix.ownMajor,
      run: async () => {
        const folder = join(matrix.home, 'bundles', `${name}-${kind}`);
        mkdirSync(folder, { recursive: true });
        const file = kind === 'esm' ? 'bundle.mjs' : 'bundle.cjs';
        bundled ??= bundle(matrix, name, bundler.entry ?? 'main.mjs', join(folder, file), kind);
        const error = await bundled;
        if (error !== null) return { state: 'failed', failures: [`bundling: ${error}`] };
        const node = await matrix.node(major);
        return outcomeOf([await matrix.check(node.bin, [file], { cwd: folder, title: 'bundle' })]);
      },
    }));
  });
}

/** Resolves with `null`, or with what the bundler wrote when it failed. */
export async function bundle(matrix, name, entry, outfile, kind) {
  const args = ['bundlers/bundle.mjs', name, entry, outfile, kind];
  const { code, output, timedOut } = await run(process.execPath, args, { cwd: matrix.app, seconds: 90 });
  return code === 0 ? null : `${timedOut ? 'hangs ' : ''}${output.slice(-1500)}`;
}
