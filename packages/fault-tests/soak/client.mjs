// One session over one transport: so many requests, some at a time, in tenths. Prints a sample after each as JSON.
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { RequestException, retry, Session } from '@req/core';
import { Random } from '../fuzz/random.mjs';
import { TRANSPORTS } from '../fuzz/transports.mjs';
import { FAULTS, FAULTY, WELL } from './kinds.mjs';

const { values: args } = parseArgs({
  options: Object.fromEntries(
    ['transport', 'requests', 'concurrency', 'seed', 'port', 'refused'].map((name) => [name, { type: 'string' }]),
  ),
});
const [total, concurrency] = [Number(args.requests), Number(args.concurrency)];
const random = new Random(Number(args.seed), args.transport);
const stray = [];
process.on('unhandledRejection', (error) => stray.push(error));
process.on('uncaughtException', (error) => stray.push(error));

const transport = retry(TRANSPORTS[args.transport](), {
  total: 1,
  connect: 0,
  read: 0,
  other: 0,
  statusForcelist: [503],
});
const session = new Session({ transport, trustEnv: false, maxRedirects: 3 });
const outcomes = new Map();
const wrong = [];
let sent = 0;

async function one() {
  const number = sent++;
  const faulty = random.chance(FAULTS);
  const name = random.pick(Object.keys(faulty ? FAULTY : WELL));
  const kind = faulty ? FAULTY[name] : WELL[name];
  const url = `http://127.0.0.1:${name === 'refused' ? args.refused : args.port}/${encodeURIComponent(name)}?${number}`;
  const read = kind.ending === 'stall' ? 60 : 60_000;
  const post = !faulty && random.chance(0.2);
  const options = { timeout: { read }, stream: random.chance(0.2), ...(post && { json: { number } }) };
  let outcome;
  try {
    const response = await session.request(post ? 'POST' : 'GET', url, options);
    await response.read();
    outcome =
      response.text === kind.text ? 'answered' : `answered ${response.statusCode} ${JSON.stringify(response.text)}`;
    if (outcome !== 'answered') wrong.push(`${name}: ${outcome}`);
  } catch (error) {
    outcome = error.name;
    if (!(error instanceof RequestException)) wrong.push(`${name}: ${error.stack}`);
    else if (!(kind.errors ?? []).includes(outcome)) wrong.push(`${name}: ${outcome}: ${error.message}`);
  }
  const key = `${name}: ${outcome}`;
  outcomes.set(key, (outcomes.get(key) ?? 0) + 1);
}

async function worker(until) {
  while (sent < until) await one();
}

/** Connections to the server that are open, as it sees them: this process does not list idle ones. */
function connections() {
  const socket = connect(Number(args.port), '127.0.0.1');
  socket.write('GET /open HTTP/1.1\r\n\r\n');
  const closed = once(socket, 'close');
  return text(socket).then(async (answer) => {
    await closed;
    return Number(answer);
  });
}

async function sample() {
  const open = await connections();
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
// The built-in fetch keeps its connections for four seconds after the last request; nobody can close them.
const patience = performance.now() + (args.transport === 'built-in fetch' ? 15_000 : 2_000);
let end = await sample();
while ((end.open > 0 || end.handles > 0) && performance.now() < patience) {
  // By the event loop: a timer would count itself.
  for (let turn = 0; turn < 2_000; turn++) await new Promise((resolve) => setImmediate(resolve));
  end = await sample();
}
for (const error of stray) wrong.push(`nobody caught: ${error?.stack ?? error}`);
const report = { milliseconds, samples, end, outcomes: [...outcomes], wrong: wrong.slice(0, 20), wrongs: wrong.length };
process.stdout.write(JSON.stringify(report), () => process.exit(0));
