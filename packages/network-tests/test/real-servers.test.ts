import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const { missingPackages } = (await import(new URL('../servers/install.mjs', import.meta.url).href)) as {
  missingPackages(): string[];
};
const missing = missingPackages();

describe('the checks against real servers', () => {
  if (missing.length > 0) {
    test.skip(`are not played, for these are not here: ${missing.join(', ')}; "npm run test:network" installs and plays`, () => {});
    return;
  }

  test('hold, a sample of them, on each transport; "npm run test:network" plays them all', async () => {
    const args = ['run', 'test:network', '--', '--no-python', '--only', 'CA file'];
    const { stdout } = await promisify(execFile)('npm', args, { cwd: root }).catch((error: unknown) => {
      const { stdout, stderr } = error as { readonly stdout: string; readonly stderr: string };
      throw new Error(`${stdout}\n${stderr}`);
    });
    expect(stdout).toMatch(/\n\d+ passed, 0 failed/);
  }, 300_000);
});
