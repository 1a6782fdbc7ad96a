import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleForNode } from '@req/test-support/bundle';
import { ScriptServer } from '@req/transport-conformance';
import { batches, FOREIGN, OWN, POLLUTIONS, type Pollution, SMUGGLING } from './pollutions.ts';

const root = fileURLToPath(new URL('../../../../..', import.meta.url));

/** Differences from the clean requests, as text that begins with the index of the pollution. */
export type Differences = readonly string[];

interface Report {
  readonly differences: Differences;
  readonly requests: number;
}

const reports = new Map<string, Promise<Report>>();

/** Runs the client `name` under the pollutions, `together` of them at a time; once. */
export function polluted(name: string, which: 'options' | 'descriptors', together: number): Promise<Report> {
  const key = `${name} ${which} ${together}`;
  let report = reports.get(key);
  if (report === undefined) {
    report = run(name, which, together);
    reports.set(key, report);
  }
  return report;
}

/** The differences under one group of pollutions. */
export async function differences(
  name: string,
  group: 'options' | 'smuggling',
  together: number,
): Promise<Differences> {
  const { differences: all, requests } = await polluted(name, 'options', together);
  if (requests < batches(POLLUTIONS, together).length) throw new Error(`Only ${requests} requests arrived.`);
  const wanted: readonly Pollution[] = group === 'options' ? [...OWN, ...FOREIGN] : SMUGGLING;
  const places = new Set(wanted.map((pollution) => POLLUTIONS.indexOf(pollution)));
  return all.filter((text) => places.has(Number.parseInt(text, 10)) || !/^\d/.test(text));
}

async function run(name: string, which: string, together: number): Promise<Report> {
  const server = await ScriptServer.start();
  try {
    server.play([]);
    const lines = (await childOutput([server.origins.A, name, which, String(together)])).trim().split('\n');
    await server.settled();
    const wire = server.requests.map(({ line, headers, body, framing }) => ({
      line,
      rest: JSON.stringify([headers, framing, body.toString('latin1')]),
    }));
    return { differences: [...outcomes(lines), ...onTheWire(wire)], requests: wire.length };
  } finally {
    await server.close();
  }
}

function* outcomes(lines: readonly string[]): Iterable<string> {
  const clean = new Map<string, string>();
  for (const line of lines) {
    const [pollution, kind, result] = JSON.parse(line) as [string, string, unknown];
    const text = JSON.stringify(result);
    if (pollution === 'clean') clean.set(kind, text);
    else if (clean.get(kind) !== text) yield `${pollution}: ${kind} ended in ${text}`;
  }
  for (const [kind, text] of clean) if (!text.startsWith('[200')) yield `clean: ${kind} ended in ${text}`;
}

function* onTheWire(requests: readonly { line: string; rest: string }[]): Iterable<string> {
  const clean = new Map<string, string>();
  for (const { line, rest } of requests) {
    const [, before, place, kind, after] = /^(\S+ )\/([^/]*)\/(\w+)(.*)$/.exec(line) ?? [];
    const text = `${before}${after} ${rest}`;
    if (place === undefined || kind === undefined) yield `another request: ${line}`;
    else if (place === 'clean') clean.set(kind, text);
    else if (clean.get(kind) !== text) yield `${place} ${POLLUTIONS[Number(place)]?.[0]}: ${kind} was sent as ${text}`;
  }
}

let bundle: Promise<string> | null = null;

/** Bundles the client into one file, since Node 20 does not run TypeScript; below node_modules, to resolve packages. */
function bundled(): Promise<string> {
  bundle ??= (async () => {
    const folder = mkdtempSync(join(root, 'node_modules/.polluted-'));
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, 'client.mjs');
    await bundleForNode(file, {
      entryPoints: [fileURLToPath(new URL('polluted-client.ts', import.meta.url))],
      external: ['undici', 'axios', 'node-fetch', 'tough-cookie', 'iconv-lite'],
    });
    return file;
  })();
  return bundle;
}

/** Removes the bundle. */
export async function removeBundle(): Promise<void> {
  if (bundle !== null) rmSync(join(await bundle, '..'), { recursive: true, force: true });
  bundle = null;
}

async function childOutput(args: readonly string[]): Promise<string> {
  return output(process.execPath, [await bundled(), ...args]);
}

function output(command: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], timeout: 60_000 });
    let out = '';
    let errors = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) resolve(out);
      else reject(new Error(`${command} ended with ${code ?? signal}: ${errors.slice(0, 2_000)}`));
    });
  });
}
