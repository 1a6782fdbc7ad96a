// Other versions of undici than the one that npm chooses for the package.
import { join } from 'node:path';
import { outcomeOf } from '../outcome.mjs';
import { DEPENDENCIES, writeProject } from '../project.mjs';
import { mustRun } from '../run.mjs';
import { MAJORS } from '../tools.mjs';

const ROWS = [
  { name: 'undici 7, passed to the transport', version: '^7.29.0', file: 'main-undici.mjs' },
  { name: 'undici 8, passed to the transport', version: '^8.13.0', file: 'main-undici.mjs' },
  { name: 'undici 8, by overrides of npm', version: '^8.13.0', file: 'main.mjs', overrides: true },
];

export function undiciVersions(matrix) {
  return ROWS.flatMap((row) => {
    let installed;
    return MAJORS.map((major) => ({
      group: 'undici',
      row: row.name,
      column: `Node ${major}`,
      slice: false,
      run: async () => {
        installed ??= install(matrix, row);
        const cwd = await installed;
        const node = await matrix.node(major);
        const env = { MATRIX_TRANSPORTS: 'undici' };
        const result = await matrix.check(node.bin, [row.file], { cwd, env, title: row.file });
        if (major === 20 && row.version.startsWith('^8')) return needsNewerNode(result);
        return outcomeOf([result]);
      },
    }));
  });
}

async function install(matrix, { name, version, overrides }) {
  const folder = join(matrix.home, name.replace(/\W+/g, '-'));
  const more = overrides ? { overrides: { undici: version } } : { dependencies: { ...DEPENDENCIES, undici: version } };
  writeProject(folder, { ...matrix.project, more });
  await mustRun('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', '--force'], { cwd: folder });
  return folder;
}

/** undici 8 does not start on Node 20. Where the user imports it, the error is its own; where we do, it is ours. */
function needsNewerNode(result) {
  if (result.error !== null) {
    const [line] = result.error.match(/^\w*Error.*$/m) ?? [result.error];
    return { state: 'impossible', reason: `undici 8 needs Node 22.19: ${line}` };
  }
  const undici = result.results.find(({ transport }) => transport === 'undici');
  const error = undici.failed[0]?.error;
  if (error?.includes('undici cannot be loaded')) return { state: 'impossible', reason: error };
  return outcomeOf([{ ...result, results: [undici] }]);
}
