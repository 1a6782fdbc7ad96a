// npm run matrix: installs the packed packages in every way that people install, bundle and run them, and runs the same checks
// in each. Writes the table of README.md and docs/runtimes.md.
//   --slice         the cells that .ci/run plays: a minute
//   --only TEXT     the cells whose name contains the text (a regular expression)
//   --check         writes nothing; fails if a cell has become worse than the table says, or if the table is not that of results.json
//   --keep          keeps the temporary folder, and prints it
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { browsers } from './cells/browsers.mjs';
import { bundlers } from './cells/bundlers.mjs';
import { measures } from './cells/measures.mjs';
import { forgetPackedVersions, packageManagers } from './cells/package-managers.mjs';
import { runtimes } from './cells/runtimes.mjs';
import { testRunners } from './cells/test-runners.mjs';
import { typescript } from './cells/typescript.mjs';
import { undiciVersions } from './cells/undici.mjs';
import { writeProject } from './project.mjs';
import { startRegistry } from './registry.mjs';
import { mustRun, run } from './run.mjs';
import { outdatedTables, regressions, writeResults, writeTables } from './table.mjs';
import { installNode, installTools } from './tools.mjs';

const root = join(import.meta.dirname, '../..');
/** Cells at a time. */
const LANES = 2;

const { values } = parseArgs({
  options: {
    slice: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    only: { type: 'string' },
  },
});

class Matrix {
  tools;
  /** The temporary folder. */
  home;
  /** What `writeProject` takes. */
  project;
  /** A project that npm has installed, on this Node, with the tools in the folder above it. */
  app;
  ownMajor = Number(process.versions.node.split('.')[0]);
  #nodes = new Map();
  #results = 0;

  /** Node of a major version, installed on first use. */
  node(major) {
    if (!this.#nodes.has(major)) this.#nodes.set(major, installNode(major));
    return this.#nodes.get(major);
  }

  /** Runs the checks by a command. Resolves with `{ title, error, results }`. */
  async check(command, args, { title, ...options }) {
    const file = join(this.home, `result-${this.#results++}.json`);
    const env = { ...options.env, MATRIX_RESULT: file };
    const { code, output, timedOut } = await run(command, args, { seconds: 90, ...options, env });
    try {
      if (timedOut) throw new Error('hangs');
      return { title, error: null, results: JSON.parse(readFileSync(file, 'utf8')) };
    } catch {
      return { title, error: `${timedOut ? 'hangs' : `exit ${code}`}: ${output.slice(-2000)}`, results: [] };
    }
  }
}

/** Packs each published package. Resolves with their manifests and tarballs. */
async function pack(folder) {
  mkdirSync(folder, { recursive: true });
  const manifests = readdirSync(join(root, 'packages'))
    .map((name) => readManifest(join(root, 'packages', name)))
    .filter((manifest) => manifest !== null && manifest.private !== true);
  const workspaces = manifests.flatMap(({ name }) => ['--workspace', name]);
  await mustRun('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder, ...workspaces], {
    cwd: root,
  });
  return manifests.map((manifest) => {
    const file = `${manifest.name.replace('@', '').replace('/', '-')}-${manifest.version}.tgz`;
    return { manifest, path: join(folder, file) };
  });
}

function readManifest(folder) {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  } catch {
    return null;
  }
}

/** Resolves with the addresses of the server and a function that ends it. */
function startServer() {
  const server = spawn(process.execPath, [join(import.meta.dirname, 'server.mjs')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    server.once('exit', (code) => reject(new Error(`The server ended with ${code}.`)));
    server.stdout.once('data', (line) => resolve({ addresses: JSON.parse(line), close: () => server.stdin.end() }));
  });
}

async function installApp(matrix) {
  // The tools are found from there, and the packages from the project below.
  const above = join(matrix.home, 'with-tools');
  mkdirSync(above);
  symlinkSync(matrix.tools.modules, join(above, 'node_modules'));
  matrix.app = join(above, 'app');
  writeProject(matrix.app, matrix.project);
  await mustRun('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund'], { cwd: matrix.app });
}

async function runCells(cells) {
  const rows = [];
  let next = 0;
  const lane = async () => {
    while (next < cells.length) {
      const place = next++;
      const cell = cells[place];
      const started = performance.now();
      const row = await outcomesOf(cell);
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      for (const each of row) console.log(`${nameOf(each)}: ${describe(each.outcome)} (${seconds} s)`);
      rows[place] = row;
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return rows.flat();
}

/** A cell, or all cells of a row. */
async function outcomesOf({ group, row, column, run: runCell, runRow }) {
  const failed = (error) => ({ state: 'failed', failures: [error.stack] });
  if (runRow === undefined) return [{ group, row, column, outcome: await runCell().catch(failed) }];
  const cells = await runRow().catch((error) => [{ column: 'all', outcome: failed(error) }]);
  return cells.map((cell) => ({ group, row, ...cell }));
}

function complain(what, list) {
  console.error(`${what}:\n${list.map((each) => `  ${each}`).join('\n')}`);
  process.exitCode = 1;
}

const nameOf = ({ group, row, column }) => [group, row, column].filter((part) => part !== undefined).join(', ');

function describe({ state, checks, failures, reason, value }) {
  if (state === 'passed') return checks === undefined ? 'passed' : `${checks} checks passed`;
  if (state === 'measured') return value;
  if (state === 'absent') return `not played: ${reason}`;
  if (state === 'impossible') return `not possible: ${reason}`;
  return `FAILED (${failures.length})\n${failures
    .slice(0, 12)
    .map((each) => `    ${each.trim().slice(0, 800)}`)
    .join('\n')}`;
}

const matrix = new Matrix();
matrix.home = mkdtempSync(join(tmpdir(), 'req-matrix-'));
let server;
let registry;
try {
  matrix.tools = await installTools({ slice: values.slice });
  console.log('installed the tools');
  const tarballs = await pack(join(matrix.home, 'tarballs'));
  forgetPackedVersions();
  [registry, server] = await Promise.all([startRegistry(tarballs), startServer()]);
  const npmRegistry = (await mustRun('npm', ['config', 'get', 'registry'])).trim();
  matrix.project = { registry: registry.url, npmRegistry, addresses: server.addresses };
  await installApp(matrix);
  console.log(`packed ${tarballs.length} packages, installed them with npm`);

  const only = values.only === undefined ? null : new RegExp(values.only);
  const all = [
    packageManagers,
    undiciVersions,
    testRunners,
    typescript,
    bundlers,
    browsers,
    runtimes,
    measures,
  ].flatMap((cellsOf) => cellsOf(matrix));
  const cells = all.filter((cell) => (!values.slice || cell.slice) && (only === null || only.test(nameOf(cell))));
  const results = await runCells(cells);
  const failed = results.filter(({ outcome }) => outcome.state === 'failed');
  console.log(`${results.length - failed.length} passed, ${failed.length} failed`);
  if (failed.length > 0) process.exitCode = 1;
  if (values.check) {
    const worse = regressions(results).map(nameOf);
    if (worse.length > 0) complain('Worse than the table of docs/runtimes.md says', worse);
    const outdated = outdatedTables();
    if (outdated.length > 0) complain('The table is not what scripts/matrix/results.json says', outdated);
  } else if (!values.slice && only === null) {
    writeResults(results);
    writeTables();
  }
} finally {
  registry?.close();
  server?.close();
  if (values.keep) console.log(matrix.home);
  else rmSync(matrix.home, { recursive: true, force: true });
}
