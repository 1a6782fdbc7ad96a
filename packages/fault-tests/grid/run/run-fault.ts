import type { TestCertificates } from '@req/testserver';
import type { Ask, FaultCase } from '../fault-case.ts';
import { FaultServer, GOOD_BODY, GOOD_PATH } from '../server/fault-server.ts';
import type { Answer, Client, ClientRequest } from './client.ts';

/** What a client made of a fault. */
export type End =
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'error'; readonly error: unknown }
  | { readonly kind: 'hang' };

export interface Outcome {
  readonly end: End;
  readonly tookMs: number;
  /** Requests that reached the peer, good ones left out. */
  readonly requests: number;
  /** All that the peer got, one character a byte. */
  readonly received: string;
  /** What became of a good request afterwards: its body, or its error. */
  readonly afterwards: unknown;
  /** Connections that the peer still had when the client was closed. */
  readonly openAfterClose: number;
}

export interface RunOptions {
  readonly client: Client;
  readonly stream: boolean;
  readonly certificates: TestCertificates;
  /** Milliseconds after which it hangs. */
  readonly patience: number;
  /** Milliseconds that its connections have for being closed. */
  readonly closing?: number;
  /** Milliseconds for connecting, and for each wait, where the case says nothing. */
  readonly timeout?: number;
  /** The client's platform keeps idle connections, whatever the client does: only broken ones must be closed. */
  readonly keepsIdle: boolean;
}

/** The path that the fault is met on. */
export const FAULT_PATH = '/fault';
/** A client may need some turns to let its connections go. */
const CLOSING = 2_000;

/** Meets one client with one fault, then asks it for something good, then closes it. */
export async function runFault(fault: FaultCase, options: RunOptions): Promise<Outcome> {
  const { client, stream, certificates, patience, keepsIdle, timeout = 5_000 } = options;
  const server = await FaultServer.start(fault.peer, certificates);
  // A server with a bad certificate has nothing good to give.
  const second = fault.peer.tls === undefined ? null : await FaultServer.start({ steps: [], times: 0 });
  const good = {
    ...request({}, second ?? server, { certificates, timeout }),
    url: origin(second ?? server) + GOOD_PATH,
  };
  try {
    if (fault.ask?.warm === true) await client.ask(good);
    const started = performance.now();
    const asked = { ...request(fault.ask ?? {}, server, { certificates, timeout }), stream };
    const end = await endOf(client.ask(asked), patience);
    const tookMs = performance.now() - started;
    const requests = server.heads.length;
    server.behave();
    const afterwards = await endOf(client.ask(good), patience);
    await within(client.close(), patience);
    const left = (): number => (keepsIdle ? server.openBroken : server.open);
    await until(() => left() === 0, options.closing ?? CLOSING);
    return {
      end,
      tookMs,
      requests,
      received: server.received,
      afterwards: afterwards.kind === 'answer' ? afterwards.answer.body : afterwards,
      openAfterClose: left(),
    };
  } finally {
    await server.stop();
    await second?.stop();
  }
}

export { GOOD_BODY };

function origin(server: FaultServer): string {
  return `http://127.0.0.1:${server.port}`;
}

interface Settings {
  readonly certificates: TestCertificates;
  readonly timeout: number;
}

function request(ask: Ask, server: FaultServer, { certificates, timeout }: Settings): ClientRequest {
  const { connect = timeout, read = timeout, total } = ask.timeout ?? {};
  const secure = ask.https === true || ask.asProxy === true;
  const there = ask.asProxy === true ? 'https://inner.test' : origin(server);
  return {
    method: ask.method ?? 'GET',
    url: (secure ? there.replace('http:', 'https:') : there) + FAULT_PATH,
    body: ask.upload === undefined ? null : Buffer.alloc(ask.upload, 'u'),
    proxy: ask.asProxy === true ? origin(server) : null,
    ca: ask.https === true && ask.strangerCa !== true ? certificates.ca : null,
    timeout: { connect, read, total: total ?? null },
    maxBodySize: ask.maxBodySize ?? null,
    stream: false,
  };
}

async function endOf(promise: Promise<Answer>, patience: number): Promise<End> {
  try {
    const answer = await within(promise, patience);
    return answer === null ? { kind: 'hang' } : { kind: 'answer', answer };
  } catch (error) {
    return { kind: 'error', error };
  }
}

/** `null` when it is not there in time. */
async function within<T>(promise: Promise<T>, ms: number): Promise<T | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, ms, null);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Waits until the condition holds, or not longer than that. */
export async function until(condition: () => boolean, ms: number): Promise<void> {
  const end = performance.now() + ms;
  while (!condition() && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 2));
}
