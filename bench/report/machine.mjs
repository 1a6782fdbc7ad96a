import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';

const PEERS = ['undici', 'axios', 'got', 'ky', 'node-fetch', 'needle', 'superagent'];

/** The environment of the measurements. */
export function machine(loadBefore, { smallServer }) {
  const own = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const load = (averages) => averages.map((each) => each.toFixed(1)).join(' ');
  return [
    ['date', new Date().toISOString().slice(0, 10)],
    ['machine', `${cpus().length} × ${cpus()[0].model}, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}`],
    ['Node.js', process.version],
    ['peers', PEERS.map((name) => `${name} ${own.devDependencies[name]}`).join(', ')],
    ['server of the small requests', smallServer],
    ['load of the machine before and after', `${load(loadBefore)}; ${load(loadavg())}`],
  ];
}
