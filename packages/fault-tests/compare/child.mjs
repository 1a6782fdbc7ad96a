// Exposes one client to all faults, in a process of its own so that crashes are noticed. Prints a line of JSON per case.
import { makeCertificates } from '@req/testserver';
import { CLIENTS } from './clients/index.mjs';
import { verdictOf, worse } from './verdict.mjs';

const [name, faultsUrl] = process.argv.slice(2);
const { FAULT_GROUPS, ReqClient, runFault } = await import(faultsUrl);
const { isReq = false, createClient, createTransport } = CLIENTS[name];
const newClient = isReq ? async () => new ReqClient(await createTransport()) : createClient;

/** Whether connections are released is not compared. */
const SETTINGS = { timeout: 1_500, hangAfterMs: 8_000, closeWithinMs: 0, keepsIdleConnections: true };
/** Decoding 200 MiB takes a while. */
const SLOW = new Set(['gzip-bomb-200MB']);
/** Milliseconds to wait for errors that are thrown after the request has ended. */
const GRACE = 30;

let crashes = [];
process.on('uncaughtException', (error) => crashes.push(`uncaughtException: ${error?.code ?? error?.name}`));
process.on('unhandledRejection', (error) => crashes.push(`unhandledRejection: ${error?.code ?? error?.name}`));

const certificates = await makeCertificates();

for (const { title, cases } of FAULT_GROUPS) {
  for (const fault of cases) {
    const verdict = worse(await runCase(title, fault, false), await runCase(title, fault, true));
    process.stdout.write(`${JSON.stringify({ group: title, name: fault.name, ...verdict })}\n`);
  }
}
process.exit(0);

async function runCase(title, fault, stream) {
  const client = await newClient();
  const needsCa = fault.request?.https === true && fault.request.untrustedCa !== true;
  const { lacks = [], lacksCa = false } = client.constructor;
  if (lacks.includes(title) || (lacksCa && needsCa)) return { verdict: 'unsupported', note: '' };
  crashes = [];
  const hangAfterMs = SLOW.has(fault.name) ? 30_000 : SETTINGS.hangAfterMs;
  const outcome = await runFault(fault, { ...SETTINGS, hangAfterMs, client, stream, certificates });
  await new Promise((resolve) => setTimeout(resolve, GRACE));
  return verdictOf(fault, { ...outcome, result: reduced(outcome.result) }, { isReq, crashes });
}

function reduced(result) {
  if (result.kind === 'response') {
    return { ...result, response: { ...result.response, length: result.response.body.length } };
  }
  if (result.kind === 'hang') return result;
  const { name, code, type } = result.error ?? {};
  return { kind: 'error', error: { name, code: code ?? undefined, type: type ?? undefined } };
}
