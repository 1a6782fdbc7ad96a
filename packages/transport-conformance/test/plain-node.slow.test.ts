import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { bundleForNode } from '@req/test-support/bundle';

const run = promisify(execFile);
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'conformance-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Bundles a script, because Node 20 cannot run TypeScript. */
async function bundle(name: string, source: string): Promise<string> {
  const outfile = join(folder, name);
  await bundleForNode(outfile, { stdin: { contents: source, resolveDir: import.meta.dirname, loader: 'ts' } });
  return outfile;
}

async function output(args: string[]): Promise<{ code: number; text: string }> {
  const env = { ...process.env, NODE_TEST_CONTEXT: undefined, NODE_OPTIONS: undefined };
  try {
    const { stdout, stderr } = await run(process.execPath, args, { env, timeout: 300_000 });
    return { code: 0, text: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, text: stdout + stderr };
  }
}

describe('in plain Node, without jest', () => {
  test('all cases pass for a correct transport, and nothing stays open', async () => {
    const script = await bundle(
      'whole.mjs',
      `import { formatReport, runConformance } from '../src/index.ts';
       import { TinyTransport } from './tiny-transport.ts';
       const report = await runConformance({ createTransport: () => new TinyTransport(), timerTolerance: 5_000 });
       console.log(formatReport(report));`,
    );
    const { code, text } = await output([script]);
    expect(text).toMatch(/tiny: \d+ passed, \d+ not claimed, 0 deviations, \d inconclusive, 0 failed\n$/);
    expect(code).toBe(0);
  });

  test('an unhandled rejection is reported and does not end the process', async () => {
    const script = await bundle(
      'stray.mjs',
      `import { runConformance } from '../src/index.ts';
       import { FaultyTransport } from './faulty-transport.ts';
       const createTransport = () => new FaultyTransport({
         send: (send, request) => { const sent = send(request); sent.then(() => {}); return sent; } });
       const only = ['rejects with a ConnectionError and its cause when the connection is refused'];
       const report = await runConformance({ createTransport, only });
       console.log(report.failed[0].error.message);`,
    );
    const { code, text } = await output([script]);
    expect(text).toMatch(/left a rejection unhandled: ConnectionError/);
    expect(code).toBe(0);
  });

  test('node:test runs the cases', async () => {
    const script = await bundle(
      'with-node-test.mjs',
      `import { describe, test } from 'node:test';
       import { defineConformanceTests } from '../src/index.ts';
       import { TinyTransport } from './tiny-transport.ts';
       const only = ['method and target', 'close'];
       defineConformanceTests({ describe, test, only, createTransport: () => new TinyTransport() });`,
    );
    const { code, text } = await output(['--test', '--test-reporter=tap', script]);
    expect(text).toMatch(/^# pass 13$/m);
    expect(text).toMatch(/^# fail 0$/m);
    expect(text).toMatch(/^# skipped 0$/m);
    expect(code).toBe(0);
  });
});
