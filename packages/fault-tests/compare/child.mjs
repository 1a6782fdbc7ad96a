// One client, all faults, in a process of its own: what escapes from it is seen. Prints one line of JSON a case.
import { makeCertificates } from '@req/testserver';
import { CLIENTS } from './clients/index.mjs';
import { judge, worse } from './judge.mjs';

const [name, gridUrl] = process.argv.slice(2);
const { GROUPS, ReqClient, runFault } = await import(gridUrl);
const { ours = false, make, transport } = CLIENTS[name];
const newClient = ours ? async () => new ReqClient(await transport()) : make;

/** Timeouts where a case names none, and what then counts as hanging. What is left open is not judged here. */
const SETTINGS = { timeout: 1_500, patience: 8_000, closing: 0, keepsIdle: true };
/** To decode 200 MiB takes a while. */
const SLOW = new Set(['gzip-bomb-200MB']);
/** What escapes may do so a moment later. */
const AFTERMATH = 30;

let crashes = [];
process.on('uncaughtException', (error) => crashes.push(`uncaughtException: ${error?.code ?? error?.name}`));
process.on('unhandledRejection', (error) => crashes.push(`unhandledRejection: ${error?.code ?? error?.name}`));

const certificates = await makeCertificates();

for (const { title, cases } of GROUPS) {
  for (const fault of cases) {
    const verdict = worse(await verdictOn(title, fault, false), await verdictOn(title, fault, true));
    process.stdout.write(`${JSON.stringify({ group: title, name: fault.name, ...verdict })}\n`);
  }
}
process.exit(0);

async function verdictOn(title, fault, stream) {
  const client = await newClient();
  const needsCa = fault.ask?.https === true && fault.ask.strangerCa !== true;
  const { lacks = [], lacksCa = false } = client.constructor;
  if (lacks.includes(title) || (lacksCa && needsCa)) return { verdict: 'absent', note: '' };
  crashes = [];
  const patience = SLOW.has(fault.name) ? 30_000 : SETTINGS.patience;
  const options = { ...SETTINGS, patience, client, stream, certificates };
  const outcome = await runFault(fault, options);
  await new Promise((resolve) => setTimeout(resolve, AFTERMATH));
  return judge(fault, { ...outcome, end: described(outcome.end) }, { ours, crashes });
}

function described(end) {
  if (end.kind === 'answer') return { ...end, answer: { ...end.answer, length: end.answer.body.length } };
  if (end.kind === 'hang') return end;
  const { name, code, type } = end.error ?? {};
  return { kind: 'error', error: { name, code: code ?? undefined, type: type ?? undefined } };
}
