// Starts the servers, then runs the checks of the subjects that main.mjs sends.
import { once } from 'node:events';
import { SUBJECTS_BY_NAME } from '../checks/index.mjs';
import { startAll } from '../servers/start-all.mjs';
import { cleanEnvironment } from './environment.mjs';
import { PythonRequests } from './python-requests.mjs';
import { runCheck } from './run-check.mjs';
import { sendRequest } from './send-request.mjs';

const { transports, only, python: withPython } = JSON.parse(process.argv[2]);

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));
// The exit handlers of the servers stop them if the parent process dies.
process.once('disconnect', () => process.exit(1));
const unhandled = [];
process.on('unhandledRejection', (reason) => unhandled.push(reason));
process.on('uncaughtException', (error) => unhandled.push(error));

const servers = await startAll();
const python = withPython ? await PythonRequests.start(servers) : null;
try {
  cleanEnvironment(servers);
  for (const name of transports) await sendRequest({ url: `${servers.origin.http}/echo` }, name);
  process.send({ python: python?.version ?? null });
  for (;;) {
    const [{ subject }] = await once(process, 'message');
    if (subject === null) break;
    const results = [];
    for (const check of await SUBJECTS_BY_NAME[subject](servers)) {
      if (!matches(subject) && !matches(check.name)) continue;
      const outcomes = await runCheck(check, { servers, transports, python, unhandled });
      results.push({ name: check.name, outcomes });
    }
    process.send({ results });
  }
} finally {
  await python?.stop();
  await servers.stop();
}
process.exit(0);

function matches(text) {
  return only === null || only.some((part) => text.toLowerCase().includes(part.toLowerCase()));
}
