import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Runs with `NETRC` naming a file of this content. */
export async function withNetrc<T>(content: string | Uint8Array, run: () => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'req-netrc-'));
  const before = process.env['NETRC'];
  process.env['NETRC'] = join(folder, 'netrc');
  writeFileSync(join(folder, 'netrc'), content);
  try {
    return await run();
  } finally {
    if (before === undefined) delete process.env['NETRC'];
    else process.env['NETRC'] = before;
    rmSync(folder, { recursive: true });
  }
}
