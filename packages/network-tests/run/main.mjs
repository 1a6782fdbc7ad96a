// npm run test:network: runs every check on every transport against real servers, and compares Python Requests.
// The subjects are divided among processes, each with servers of its own.
//   --transport NAME   only this transport (repeatable)
//   --only TEXT        only checks whose name or subject contains this text (repeatable)
//   --no-python        without Python Requests
//   --jobs N           number of processes (default: 3)
// Exits with code 1 when a check fails.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { SUBJECTS } from '../checks/index.mjs';
import { installMissing } from '../servers/install.mjs';
import { Report } from './report.mjs';
import { TRANSPORT_NAMES } from './transports.mjs';

const { values: args } = parseArgs({
  options: {
    transport: { type: 'string', multiple: true },
    only: { type: 'string', multiple: true },
    'no-python': { type: 'boolean' },
    jobs: { type: 'string', default: '3' },
  },
});
const transports = args.transport ?? TRANSPORT_NAMES;
for (const name of transports) if (!TRANSPORT_NAMES.includes(name)) throw new Error(`Transports: ${TRANSPORT_NAMES}.`);

const workers = new Set();
process.once('exit', () => {
  for (const worker of workers) worker.kill('SIGTERM');
});
for (const [signal, code] of Object.entries({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 })) {
  process.once(signal, () => process.exit(code));
}

installMissing();
const report = new Report(transports);
// The longest subjects come first, so that all processes end at about the same time.
const waiting = [...SUBJECTS];
const jobs = args.only === undefined ? Math.min(Number(args.jobs), waiting.length) : 1;
await Promise.all(Array.from({ length: jobs }, runWorker));
process.exitCode = report.close() ? 0 : 1;

/** Starts a process and hands it subjects until none are left. */
function runWorker() {
  const settings = { transports, only: args.only ?? null, python: !args['no-python'] };
  const worker = fork(fileURLToPath(new URL('worker.mjs', import.meta.url)), [JSON.stringify(settings)]);
  workers.add(worker);
  let subject;
  worker.on('message', ({ python, results }) => {
    if (python !== undefined) report.open(python);
    if (results !== undefined) report.subject(subject, results);
    subject = waiting.shift();
    worker.send({ subject: subject ?? null });
  });
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('exit', (code, signal) => {
      workers.delete(worker);
      if (code === 0) resolve();
      else reject(new Error(`A process ended with ${signal ?? code}${subject ? ` during "${subject}"` : ''}.`));
    });
  });
}
