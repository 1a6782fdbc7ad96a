import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from '@jest/globals';

/** Gives each test of the block an empty home directory, with `NETRC` unset; the function returns its path. */
export function temporaryHome(): () => string {
  const saved = { HOME: process.env['HOME'], NETRC: process.env['NETRC'] };
  let home = '';
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'netrc-'));
    process.env['HOME'] = home;
    delete process.env['NETRC'];
  });
  afterEach(() => {
    rmSync(home, { recursive: true });
    for (const [name, value] of Object.entries(saved)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });
  return () => home;
}
