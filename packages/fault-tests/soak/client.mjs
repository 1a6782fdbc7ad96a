// Sends requests through one session over one transport and takes a sample after each tenth. Prints a report as JSON.
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { RequestException, retry, Session } from '@req/core';
import { Random } from '../fuzz/random.mjs';
import { TRANSPORTS } from '../fuzz/transports.mjs';
import { CORRECT, FAULT_SHARE, FAULTY } from './endpoints.mjs';

const { values: args } = parseArgs({
  options: Object.fromEntries(
    ['transport', 'requests', 'concurrency', 'seed', 'port', 'refused'].map((name) => [name, { type: 'string' }]),
  ),
});
const [total, concurrency] = [Number(args.requests), Number(args.concurrency)];
const random = new Random(Number(args.seed), args.transport);
const unhandled = [];
process.on('unhandledRejection', (error) => unhandled.push(error));
process.on('uncaughtException', (error) => unhandled.push(error));

const transport = retry(TRANSPORTS[args.transport](), {
  total: 1,
  connect: 0,
  read: 0,
  other: 0,
  statusForcelist: [503],
});
const session = new Session({ transport, trustEnv: false, maxRedirects: 3 });
const outcomes = new Map();
const unexpected = [];
let sent = 0;

async function sendOne() {
  const number = sent++;
  const faulty = random.chance(FAULT_SHARE);
  const name = random.pick(Object.keys(faulty ? FAULTY : CORRECT));
  const endpoint = faulty ? FAULTY[name] : CORRECT[name];
  const url = `http://127.0.0.1:${name === 'refused' ? args.refused : args.port}/${encodeURIComponent(name)}?${number}`;
  const read = endpoint.ending === 'stall' ? 60 : 60_000;
  const post = !faulty && random.chance(0.2);
  const options = { timeout: { read }, stream: random.chance(0.2), ...(post && { json: { number } }) };
  let outcome;
  try {
    const response = await session.request(post ? 'POST' : 'GET', url, options);
    await response.read();
    outcome =
      response.text === endpoint.text ? 'answered' : `answered ${response.statusCode} ${JSON.stringify(response.text)}`;
    if (outcome !== 'answered') unexpected.push(`${name}: ${outcome}`);
  } catch (error) {
    outcome = error.name;
    if (!(error instanceof RequestException)) unexpected.push(`${name}: ${error.stack}`);
    else if (!(endpoint.errors ?? []).includes(outcome)) unexpected.push(`${name}: ${outcome}: ${error.message}`);
  }
  const key = `${name}: ${outcome}`;
  outcomes.set(key, (outcomes.get(key) ?? 0) + 1);
}

async function worker(until) {
  while (sent < until) await sendOne();
}

/** Number of connections open at the server: this process does not list its idle ones. */
function openConnections() {
  const socket = connect(Number(args.port), '127.0.0.1');
  socket.write('GET /open HTTP/1.1\r\n\r\n');
  const closed = once(socket, 'close');
  return text(socket).then(async (answer) => {
    await closed;
    return Number(answer);
  });
}

async function sample() {
  const open = await openConnections();
  globalThis.gc();
  const { rss, heapUsed } = process.memoryUsage();
  const resources = process.getActiveResourcesInfo();
  const handles = resources.filter((name) => !/^(?:Pipe|TTY|FSReq|Immediate)/.test(name));
  return { sent, rss, heapUsed, open, handles: handles.length, names: handles };
}

const started = performance.now();
const samples = [];
for (let tenth = 1; tenth <= 10; tenth++) {
  const until = Math.floor((total * tenth) / 10);
  await Promise.all(Array.from({ length: concurrency }, () => worker(until)));
  samples.push(await sample());
}
const milliseconds = performance.now() - started;
await session.close();
// The built-in fetch keeps its connections for four seconds after the last request; they cannot be closed.
const deadline = performance.now() + (args.transport === 'built-in fetch' ? 15_000 : 2_000);
let end = await sample();
while ((end.open > 0 || end.handles > 0) && performance.now() < deadline) {
  // Waits by turns of the event loop: a timer would count as an open handle.
  for (let turn = 0; turn < 2_000; turn++) await new Promise((resolve) => setImmediate(resolve));
  end = await sample();
}
for (const error of unhandled) unexpected.push(`unhandled: ${error?.stack ?? error}`);
const report = {
  ...{ milliseconds, samples, end, outcomes: [...outcomes] },
  ...{ unexpected: unexpected.slice(0, 20), unexpectedCount: unexpected.length },
};
process.stdout.write(JSON.stringify(report), () => process.exit(0));
