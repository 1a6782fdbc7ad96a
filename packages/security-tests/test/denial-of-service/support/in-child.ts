import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bundleForNode } from '@req/test-support/bundle';
import type { ChildTask, Measured } from './measured-child.ts';

/** Runs tasks in child processes. */
export interface Children {
  run(task: ChildTask): Promise<ReadonlyMap<string, Measured>>;
  remove(): void;
}

/** Builds the script that children run. */
export async function children(): Promise<Children> {
  const directory = mkdtempSync(join(tmpdir(), 'measured-'));
  const script = join(directory, 'child.mjs');
  await bundleForNode(script, { entryPoints: [join(import.meta.dirname, 'measured-child.ts')] });
  return {
    async run(task) {
      const flags = ['--expose-gc', script, JSON.stringify(task)];
      const { stdout } = await promisify(execFile)(process.execPath, flags, {
        timeout: 180_000,
        killSignal: 'SIGKILL',
      });
      return new Map((JSON.parse(stdout) as Measured[]).map((each) => [each.name, each]));
    },
    remove: () => rmSync(directory, { recursive: true }),
  };
}
