// Runs in a process of its own: what is put on `Object.prototype` is there for the client and for Node underneath.
// Prints one JSON line a request: under which pollution it was sent, which kind it was, what became of it.
import { Request, type Response, Session } from '@req/core';
import { TRANSPORTS, type TransportName } from '@req/test-support/transports';
import { DESCRIPTORS, FOLLOWED_BY_NODE, POLLUTIONS } from './pollutions.ts';
import { vulnerableClient } from './vulnerable-client.ts';

const [origin = '', client = '', which = ''] = process.argv.slice(2);

type Send = (path: string) => Promise<unknown>;
interface Client {
  readonly requests: Readonly<Record<string, Send>>;
  readonly close: () => Promise<void>;
}

/** Everything that a request may be made of, by way of options that were given and of those that were not. */
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
for (const [index, [key, value]] of (which === 'descriptors' ? DESCRIPTORS : POLLUTIONS).entries()) {
  if (FOLLOWED_BY_NODE[client]?.has(key)) continue;
  const requests = Object.entries(first.requests);
  polluted = `${index} ${key}`;
  (Object.prototype as Record<string, unknown>)[key] = value;
  try {
    // Half of them by a session and a transport that are made now.
    const fresh = made();
    for (const [at, [kind, send]] of requests.entries()) {
      const sent = at % 2 === 0 ? send : (fresh.requests[kind] as Send);
      note(polluted, kind, await outcome(sent, `/${index}/${kind}`));
    }
    await fresh.close();
  } catch (error) {
    note(polluted, 'setup', String(error));
  } finally {
    delete (Object.prototype as Record<string, unknown>)[key];
  }
}
await first.close();
const left = Object.getOwnPropertyNames(Object.prototype).length - clean;
if (left !== 0) note('all', 'left behind', left);
process.stdout.write(`${lines.join('\n')}\n`, () => process.exit(0));
