// Runs in a child process: `Object.prototype` is polluted for the client and for Node underneath.
// Prints a JSON line for each request: under which pollution it was sent, its kind, and its outcome.
import { Request, type Response, Session } from '@req/core';
import { TRANSPORTS, type TransportName } from '@req/test-support/transports';
import { batches, DESCRIPTORS, FOLLOWED_BY_NODE, POLLUTIONS } from './pollutions.ts';
import { vulnerableClient } from './vulnerable-client.ts';

const [origin = '', client = '', which = '', together = '1'] = process.argv.slice(2);

type Send = (path: string) => Promise<unknown>;
interface Client {
  readonly requests: Readonly<Record<string, Send>>;
  readonly close: () => Promise<void>;
}

/** Requests with and without each of their options. */
function ours(): Client {
  const session = new Session({ transport: TRANSPORTS[client as TransportName]() });
  const requests: Record<string, Send> = {
    bare: async (path) => shown(await session.get(`${origin}${path}`)),
    head: async (path) => shown(await session.head(`${origin}${path}`, {})),
    form: async (path) => shown(await session.post(`${origin}${path}`, { data: { own: '1' }, params: { a: ['b'] } })),
    json: async (path) => shown(await session.post(`${origin}${path}`, { json: { own: 1 }, cookies: { c: 'd' } })),
    prepared: async (path) => {
      const prepared = await session.prepareRequest(new Request('PUT', `${origin}${path}`));
      return shown(await session.send(prepared, {}));
    },
  };
  return { requests, close: () => session.close() };
}

const shown = (r: Response): unknown => [r.statusCode, r.reason, r.text, r.history.length];

const made = (): Client =>
  client === 'vulnerable' ? { requests: vulnerableClient(origin), close: async () => {} } : ours();

async function outcome(send: Send, path: string): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, 5_000, 'nothing came of it in 5 seconds');
  });
  const answer = await Promise.race([send(path), late]).catch((error: Error) => `${error.name}: ${error.message}`);
  clearTimeout(timer);
  return answer;
}

const lines: string[] = [];
const note = (pollution: string, kind: string, result: unknown): number =>
  lines.push(JSON.stringify([pollution, kind, result]));
let polluted = 'clean';
process.on('uncaughtException', (error) => note(polluted, 'crash', String(error.stack)));

const first = made();
const clean = Object.getOwnPropertyNames(Object.prototype).length;
for (const [kind, send] of Object.entries(first.requests)) note('clean', kind, await outcome(send, `/clean/${kind}`));
const list = which === 'descriptors' ? DESCRIPTORS : POLLUTIONS;
for (const batch of batches(list, Number(together))) {
  const pollutions = batch.filter(({ name }) => !FOLLOWED_BY_NODE[client]?.has(name));
  const [leader] = pollutions;
  if (leader === undefined) continue;
  const requests = Object.entries(first.requests);
  polluted = `${leader.index} ${pollutions.map(({ name }) => name).join(' ')}`;
  for (const { name, value } of pollutions) (Object.prototype as Record<string, unknown>)[name] = value;
  try {
    // Every second request uses a session and a transport made under the pollution.
    const fresh = made();
    for (const [at, [kind, send]] of requests.entries()) {
      const sent = at % 2 === 0 ? send : (fresh.requests[kind] as Send);
      note(polluted, kind, await outcome(sent, `/${leader.index}/${kind}`));
    }
    await fresh.close();
  } catch (error) {
    note(polluted, 'setup', String(error));
  } finally {
    for (const { name } of pollutions) delete (Object.prototype as Record<string, unknown>)[name];
  }
}
await first.close();
const left = Object.getOwnPropertyNames(Object.prototype).length - clean;
if (left !== 0) note('all', 'left behind', left);
process.stdout.write(`${lines.join('\n')}\n`, () => process.exit(0));
