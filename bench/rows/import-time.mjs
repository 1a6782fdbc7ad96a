import { execFileSync } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = dirname(fileURLToPath(import.meta.url));

/** CPU time of `import()` in new processes. */
export function importTime({ quick }) {
  const times = { '@req/requests': [], undici: [] };
  for (let round = 0; round < (quick ? 5 : 40); round++) {
    const order = round % 2 === 0 ? ['@req/requests', 'undici'] : ['undici', '@req/requests'];
    for (const name of order) times[name].push(timeOf(name));
  }
  return [
    {
      work: "import('@req/requests') in a fresh process",
      own: '@req/requests',
      peer: 'undici',
      unit: 'ms of CPU',
      goal: 1.15,
      atMost: true,
      ours: { value: times['@req/requests'] },
      theirs: { value: times.undici },
    },
  ];
}

function timeOf(name) {
  const program = `
    const before = process.cpuUsage();
    await import('${name}');
    const { user, system } = process.cpuUsage(before);
    console.log((user + system) / 1000);`;
  return Number(
    execFileSync(process.execPath, ['--input-type=module', '-e', program], { cwd: HERE, encoding: 'utf8' }),
  );
}
