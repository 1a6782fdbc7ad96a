// Plays every check on every transport against real servers, and on Python Requests beside them.
//   --transport NAME   on this transport alone (repeatable)
//   --only TEXT        checks whose sentence or subject holds this text (repeatable)
//   --no-python        without Python Requests
// Exit code 1 when a check fails.
import { parseArgs } from 'node:util';
import { subjects } from '../checks/subjects.mjs';
import { startAll } from '../servers/start-all.mjs';
import { cleanEnvironment } from './environment.mjs';
import { playCheck } from './play-check.mjs';
import { playRequest } from './play-request.mjs';
import { PythonRequests } from './python-requests.mjs';
import { Report } from './report.mjs';
import { TRANSPORT_NAMES } from './transports.mjs';

const { values: args } = parseArgs({
  options: {
    transport: { type: 'string', multiple: true },
    only: { type: 'string', multiple: true },
    'no-python': { type: 'boolean' },
  },
});
const names = args.transport ?? TRANSPORT_NAMES;
for (const name of names) if (!TRANSPORT_NAMES.includes(name)) throw new Error(`Transports: ${TRANSPORT_NAMES}.`);

for (const [signal, code] of Object.entries({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 })) {
  // Servers are stopped as the process exits.
  process.once(signal, () => process.exit(code));
}
const stray = [];
process.on('unhandledRejection', (reason) => stray.push(reason));
process.on('uncaughtException', (error) => stray.push(error));

const started = performance.now();
const servers = await startAll();
const python = args['no-python'] ? null : await PythonRequests.start(servers);
const report = new Report(names, python);
try {
  cleanEnvironment(servers);
  for (const name of names) await playRequest({ url: `${servers.origin.http}/echo` }, name);
  report.opening(performance.now() - started);
  for (const [subject, checks] of await subjects(servers)) {
    const wanted = checks.filter(({ name }) => matches(subject) || matches(name));
    if (wanted.length > 0) report.subject(subject);
    for (const check of wanted) report.check(check, await playCheck(check, { servers, names, python, stray }));
  }
} finally {
  await python?.stop();
  await servers.stop();
}
process.exitCode = report.closing(performance.now() - started) ? 0 : 1;

function matches(text) {
  return args.only === undefined || args.only.some((part) => text.toLowerCase().includes(part.toLowerCase()));
}
