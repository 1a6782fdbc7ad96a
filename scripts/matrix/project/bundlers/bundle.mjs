// node bundle.mjs BUNDLER ENTRY OUTFILE [esm|cjs|browser]: one file, by the bundler's documented settings.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

const [name, entry, out, kind] = process.argv.slice(2);
const outfile = resolve(out);
const folder = dirname(outfile);
mkdirSync(folder, { recursive: true });

const REQUIRE =
  "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);";

const BUNDLERS = {
  async esbuild() {
    const { build } = await import('esbuild');
    await build({
      entryPoints: [entry],
      outfile,
      bundle: true,
      minify: kind === 'browser' || out.endsWith('.min.mjs'),
      platform: kind === 'browser' ? 'browser' : 'node',
      format: kind === 'browser' ? 'iife' : kind,
      // undici is CommonJS, and asks for modules of Node by require.
      banner: kind === 'esm' ? { js: REQUIRE } : {},
      logLevel: 'error',
    });
  },
  async workerd() {
    const { build } = await import('esbuild');
    const conditions = ['workerd', 'worker', 'browser'];
    await build({ entryPoints: [entry], outfile, bundle: true, format: 'esm', conditions, logLevel: 'error' });
  },
  async rollup() {
    const [{ rollup }, nodeResolve, commonjs, json] = await Promise.all([
      import('rollup'),
      import('@rollup/plugin-node-resolve'),
      import('@rollup/plugin-commonjs'),
      import('@rollup/plugin-json'),
    ]);
    const plugins = [
      nodeResolve.default({ exportConditions: ['node'], preferBuiltins: true }),
      // Of what undici requires if it is there, node:sqlite is not on Node 20, where an import of it would not start.
      commonjs.default({ ignore: ['node:sqlite'], ignoreTryCatch: false }),
      json.default(),
    ];
    const bundle = await rollup({ input: entry, plugins, onwarn: () => {} });
    await bundle.write({ file: outfile, format: kind, inlineDynamicImports: true });
    await bundle.close();
  },
  async webpack() {
    const { default: webpack } = await import('webpack');
    const compiler = webpack({
      mode: 'production',
      entry: resolve(entry),
      target: kind === 'browser' ? 'web' : 'node',
      output: { path: folder, filename: basename(outfile), asyncChunks: false },
      optimization: { minimize: kind === 'browser' },
      performance: false,
    });
    const stats = await new Promise((done, failed) => {
      compiler.run((error, result) => (error ? failed(error) : done(result)));
    });
    if (stats.hasErrors()) throw new Error(stats.toString({ all: false, errors: true, errorDetails: false }));
    await new Promise((done) => compiler.close(done));
  },
  async vite() {
    const { build } = await import('vite');
    await build({
      configFile: false,
      logLevel: 'error',
      build:
        kind === 'browser'
          ? {
              outDir: folder,
              emptyOutDir: false,
              lib: { entry, formats: ['iife'], name: 'page', fileName: () => basename(outfile) },
            }
          : {
              ssr: entry,
              outDir: folder,
              emptyOutDir: false,
              rollupOptions: { output: { entryFileNames: basename(outfile), inlineDynamicImports: true } },
            },
      ssr: { noExternal: true },
    });
  },
  async ncc() {
    const { default: ncc } = await import('@vercel/ncc');
    const { code, assets } = await ncc(resolve(entry), { quiet: true, cache: false, minify: false });
    writeFileSync(outfile, code);
    // node-fetch imports its parser of multipart bodies late: ncc puts that into a file beside the first.
    for (const [file, { source }] of Object.entries(assets))
      if (/^\d+\./.test(file)) writeFileSync(join(folder, file), source);
  },
};

await BUNDLERS[name]();
const files = readdirSync(folder).filter((file) => name !== 'ncc' && !file.endsWith('.map'));
if (files.length > 1) throw new Error(`${files.length} files: ${files.join(', ')}`);
