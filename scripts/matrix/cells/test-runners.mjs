// The test runners that people use, in their default settings and in the ones that are known to be hard.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { outcomeOf } from '../outcome.mjs';
import { NEWEST, OLDEST } from '../tools.mjs';

const JEST = 'jest/bin/jest.js';
const ESM = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
const VITEST = 'vitest/vitest.mjs';

/** What the packages say where they cannot work. */
const NEEDS_GLOBALS = /req needs the globals of Node[^']*\.md\./;

const RUNNERS = [
  {
    name: 'jest, CommonJS (default)',
    version: 'jest',
    slice: true,
    bin: JEST,
    config: { testRegex: 'checks\\.test\\.js$' },
  },
  {
    name: 'jest, CommonJS, node_modules transformed',
    version: 'jest',
    bin: JEST,
    config: { testRegex: 'checks\\.test\\.js$', transformIgnorePatterns: [] },
  },
  {
    name: 'jest, ES modules',
    version: 'jest',
    flags: ESM,
    bin: JEST,
    config: { testRegex: 'checks\\.test\\.mjs$', moduleFileExtensions: ['mjs', 'js', 'cjs', 'json'], transform: {} },
  },
  {
    name: 'jest, jsdom',
    version: 'jest',
    bin: JEST,
    config: { testRegex: 'checks\\.test\\.js$', testEnvironment: 'jsdom' },
    impossible: NEEDS_GLOBALS,
  },
  {
    name: 'jest, jsdom with the globals of Node',
    version: 'jest',
    bin: JEST,
    config: { testRegex: 'checks\\.test\\.js$', testEnvironment: '<rootDir>/jsdom-environment.cjs' },
    // axios takes XMLHttpRequest there.
    env: { MATRIX_TRANSPORTS: 'undici,http,fetch' },
  },
  {
    name: 'ts-jest',
    version: 'ts-jest',
    bin: JEST,
    config: { testRegex: 'checks\\.test\\.ts$', preset: 'ts-jest' },
  },
  { name: 'vitest', version: 'vitest', bin: VITEST, args: ['run', '--dir', 'runners', 'checks.vitest.mjs'] },
  {
    name: 'vitest, jsdom',
    version: 'vitest',
    bin: VITEST,
    args: ['run', '--environment', 'jsdom', '--dir', 'runners', 'checks.vitest.mjs'],
    impossible: NEEDS_GLOBALS,
  },
  { name: 'node:test, ES modules', flags: ['--test'], files: ['runners/checks.node.mjs'] },
  { name: 'node:test, CommonJS', flags: ['--test'], files: ['runners/checks.node.cjs'] },
];

export function testRunners(matrix) {
  return RUNNERS.flatMap((runner) =>
    [OLDEST, NEWEST].map((major) => ({
      group: 'test runners',
      row: nameOf(matrix, runner),
      column: `Node ${major}`,
      slice: runner.slice === true && major === matrix.ownMajor,
      run: () => test(matrix, runner, major),
    })),
  );
}

/** `jest 30.5.2, ES modules` */
function nameOf(matrix, { name, version }) {
  return version === undefined ? name : name.replace(version, `${version} ${matrix.tools.version(version)}`);
}

async function test(matrix, { name, bin, flags = [], args = [], files = [], config, env, impossible }, major) {
  const node = await matrix.node(major);
  const all = [...flags, ...(bin === undefined ? [] : [matrix.tools.bin(bin)]), ...args, ...files];
  if (config !== undefined) all.push('--config', writeConfig(matrix, `${name}-${major}`, config), '--ci');
  if (bin === VITEST) all.push('--config', writeVitestConfig(matrix));
  const result = await matrix.check(node.bin, all, { cwd: matrix.app, env: { ...node.env, ...env }, title: name });
  const [reason] = result.error?.match(impossible ?? /(?!)/) ?? [];
  return reason === undefined ? outcomeOf([result]) : { state: 'impossible', reason };
}

/** In a folder of its own, since jest keeps its cache by the path of the configuration. */
function writeConfig(matrix, name, config) {
  const folder = join(matrix.home, 'jest', name.replace(/\W+/g, '-'));
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'jest.config.json');
  const common = { rootDir: join(matrix.app, 'runners'), cacheDirectory: join(folder, 'cache') };
  writeFileSync(file, JSON.stringify({ ...common, ...config }));
  return file;
}

function writeVitestConfig(matrix) {
  const file = join(matrix.app, 'runners/vitest.config.mjs');
  writeFileSync(file, "export default { test: { include: ['**/*.vitest.mjs'] } };\n");
  return file;
}
