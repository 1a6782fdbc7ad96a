import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** What the compiler has to say of modules, by file name; `''` when it is content. */
export async function typeErrors(modules: Readonly<Record<string, string>>): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'req-types-'));
  try {
    await symlink(join(ROOT, 'node_modules'), join(directory, 'node_modules'));
    await writeFile(join(directory, 'package.json'), '{ "type": "module" }');
    const config = {
      extends: join(ROOT, 'tsconfig.test.json'),
      compilerOptions: { noUnusedLocals: false, noUnusedParameters: false, types: ['node'] },
      files: Object.keys(modules),
      include: [],
    };
    await writeFile(join(directory, 'tsconfig.json'), JSON.stringify(config));
    for (const [name, code] of Object.entries(modules)) await writeFile(join(directory, name), code);
    const compiler = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    await promisify(execFile)(process.execPath, [compiler, '-p', directory, '--pretty', 'false']);
    return '';
  } catch (error) {
    const { stdout } = error as { stdout?: string };
    if (!stdout) throw error;
    return stdout;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
