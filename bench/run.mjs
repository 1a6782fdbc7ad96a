// npm run bench [-- --only NAME] [--quick]: compares the cost of requests, and writes results.md and results.svg.
import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { evaluate } from './report/evaluate.mjs';
import { machine } from './report/machine.mjs';
import { cells, markdown } from './report/markdown.mjs';
import { svg } from './report/svg.mjs';
import { importTime } from './rows/import-time.mjs';
import { inFlight } from './rows/in-flight.mjs';
import { largeBodies } from './rows/large-bodies.mjs';
import { cookieCost, scale } from './rows/scale.mjs';
import { gzipJson, smallJson } from './rows/small-json.mjs';
import { startServers } from './server/start-servers.mjs';

const SUBJECTS = {
  small: smallJson,
  large: largeBodies,
  gzip: gzipJson,
  flight: inFlight,
  import: importTime,
  cookies: cookieCost,
};

const { values } = parseArgs({ options: { only: { type: 'string' }, quick: { type: 'boolean', default: false } } });
const only = values.only ?? null;
const load = loadavg();
const servers = await startServers();
const context = {
  ...servers,
  quick: values.quick,
  only: only?.startsWith('small-') || only?.startsWith('transport-') ? only : null,
};
const rows = [];
try {
  for (const [name, measure] of Object.entries(SUBJECTS)) {
    if (only !== null && only !== name && !(name === 'small' && context.only !== null)) continue;
    for (const row of await measure(context)) {
      const evaluated = evaluate(row);
      rows.push(evaluated);
      console.log(cells(evaluated).join(' | '));
    }
  }
} finally {
  servers.stop();
}
if (only === null || only === 'scale') {
  const curves = await scale(context);
  for (const [name, points] of Object.entries(curves))
    console.log(name, points.map(([n, us]) => `${n}: ${us.toFixed(1)}`).join(', '));
  // Partial and quick runs are not recorded.
  if (only === null && !values.quick) write(curves);
}

function write(curves) {
  const page = markdown({ machine: machine(load, servers), rows, curves });
  writeFileSync(new URL('results.md', import.meta.url), page);
  const small = rows.filter(({ work }) => work.startsWith('small JSON GET, 50 at a time'));
  writeFileSync(new URL('results.svg', import.meta.url), svg(small, 'CPU time of a small JSON GET, 50 at a time'));
}
