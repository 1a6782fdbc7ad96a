// Runtimes that are not Node: a column for each transport.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts } from '../../../packages/network-tests/servers/free-ports.mjs';
import { outcomeOfTransport } from '../outcome.mjs';
import { run } from '../run.mjs';
import { bundle } from './bundlers.mjs';

const RUNTIMES = [
  {
    name: 'Bun',
    package: 'bun',
    slice: true,
    check: (matrix) =>
      matrix.check(matrix.tools.bin(`@oven/bun-linux-${arch('x64', 'aarch64')}/bin/bun`), ['main.mjs'], inApp(matrix)),
  },
  {
    name: 'Deno',
    package: 'deno',
    slice: true,
    check: (matrix) =>
      matrix.check(
        matrix.tools.bin(`@deno/linux-${arch('x64', 'arm64')}-glibc/deno`),
        ['run', '--allow-all', '--node-modules-dir=manual', '--no-lock', 'main.mjs'],
        inApp(matrix),
      ),
  },
  { name: 'workerd', package: 'workerd', check: checkInWorkerd },
];

/** One run gives all cells of a row. */
export function runtimes(matrix) {
  return RUNTIMES.map(({ name, package: from, slice = false, check }) => ({
    group: 'runtimes',
    row: `${name} ${matrix.tools.version(from)}`,
    slice,
    runRow: async () => {
      const { error, results } = await check(matrix);
      if (error !== null) return [{ column: 'functions', outcome: { state: 'failed', failures: [error] } }];
      return results.map((result) => ({ column: result.transport, outcome: outcomeOfTransport(result) }));
    },
  }));
}

function arch(x64, arm64) {
  return process.arch === 'arm64' ? arm64 : x64;
}

const inApp = (matrix) => ({ cwd: matrix.app, title: 'main.mjs' });

async function checkInWorkerd(matrix) {
  const folder = join(matrix.home, 'workerd');
  const error = await bundle(matrix, 'workerd', 'worker.mjs', join(folder, 'worker.js'), 'esm');
  if (error !== null) return { error: `bundling: ${error}`, results: [] };
  const { port } = await freePorts(['port']);
  writeFileSync(join(folder, 'config.capnp'), config(port));
  const bin = matrix.tools.bin(`@cloudflare/workerd-linux-${arch('64', 'arm64')}/bin/workerd`);
  const stop = new AbortController();
  const served = run(bin, ['serve', 'config.capnp'], { cwd: folder, seconds: 80, signal: stop.signal });
  try {
    const response = await firstResponse(`http://127.0.0.1:${port}/`, served);
    return { error: null, results: JSON.parse(await response.text()) };
  } catch (reason) {
    stop.abort();
    return { error: `${reason.message}: ${(await served).output.slice(-1500)}`, results: [] };
  } finally {
    stop.abort();
  }
}

/** Without `nodejs_compat`: nothing of Node is there. */
function config(port) {
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = (
      modules = [(name = "worker.js", esModule = embed "worker.js")],
      compatibilityDate = "2026-01-01",
      globalOutbound = "loopback",
    )),
    (name = "loopback", network = (allow = ["private", "public"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);
`;
}

async function firstResponse(url, served) {
  let ended = false;
  served.then(() => {
    ended = true;
  });
  for (;;) {
    try {
      return await fetch(url, { signal: AbortSignal.timeout(75_000) });
    } catch (error) {
      if (ended || error.name === 'TimeoutError') throw new Error(ended ? 'workerd ended' : 'hangs');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
