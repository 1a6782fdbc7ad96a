import type { TestCertificates } from '@req/testserver';
import type { Client, ClientRequest, ClientResponse } from './client.ts';
import type { FaultCase, FaultRequest } from './fault-case.ts';
import { FaultServer, GOOD_BODY, GOOD_PATH } from './fault-server.ts';

/** How a request ended. */
export type Result =
  | { readonly kind: 'response'; readonly response: ClientResponse }
  | { readonly kind: 'error'; readonly error: unknown }
  | { readonly kind: 'hang' };

export interface Outcome {
  readonly result: Result;
  readonly elapsedMs: number;
  /** Number of requests that reached the peer, not counting requests for `GOOD_PATH`. */
  readonly requests: number;
  /** All bytes the peer received, one character per byte. */
  readonly received: string;
  /** The body of a request sent afterwards to a correct server, or the `Result` if it failed. */
  readonly followUp: unknown;
  /** Connections still open at the peer after the client was closed. */
  readonly openAfterClose: number;
}

export interface RunOptions {
  readonly client: Client;
  readonly stream: boolean;
  readonly certificates: TestCertificates;
  /** Milliseconds after which a request counts as hanging. */
  readonly hangAfterMs: number;
  /** Milliseconds within which `close()` must release the connections. Default: 2 seconds. */
  readonly closeWithinMs?: number;
  /** Milliseconds for the connect and read timeouts that the case does not set. Default: 5 seconds. */
  readonly timeout?: number;
  /** The platform keeps idle connections whatever the client does: only the broken ones must be closed. */
  readonly keepsIdleConnections: boolean;
}

/** The path of the request that meets the fault. */
export const FAULT_PATH = '/fault';

/** Exposes a client to a fault, then sends a request to a correct server, then closes the client. */
export async function runFault(fault: FaultCase, options: RunOptions): Promise<Outcome> {
  const { client, stream, certificates, hangAfterMs, keepsIdleConnections, timeout = 5_000 } = options;
  const server = await FaultServer.start(fault.peer, certificates);
  // A server with a bad certificate cannot serve the correct request.
  const second = fault.peer.tls === undefined ? null : await FaultServer.start({ steps: [], times: 0 });
  const goodRequest = {
    ...clientRequest({}, second ?? server, { certificates, timeout }),
    url: originOf(second ?? server) + GOOD_PATH,
  };
  try {
    if (fault.request?.warm === true) await client.send(goodRequest);
    const started = performance.now();
    const faultyRequest = { ...clientRequest(fault.request ?? {}, server, { certificates, timeout }), stream };
    const result = await resultOf(client.send(faultyRequest), hangAfterMs);
    const elapsedMs = performance.now() - started;
    const requests = server.requestHeads.length;
    server.stopFailing();
    const followUp = await resultOf(client.send(goodRequest), hangAfterMs);
    await within(client.close(), hangAfterMs);
    const open = (): number => (keepsIdleConnections ? server.openAfterFault : server.open);
    await until(() => open() === 0, options.closeWithinMs ?? 2_000);
    return {
      result,
      elapsedMs,
      requests,
      received: server.received,
      followUp: followUp.kind === 'response' ? followUp.response.body : followUp,
      openAfterClose: open(),
    };
  } finally {
    await server.stop();
    await second?.stop();
  }
}

export { GOOD_BODY };

function originOf(server: FaultServer): string {
  return `http://127.0.0.1:${server.port}`;
}

interface Settings {
  readonly certificates: TestCertificates;
  readonly timeout: number;
}

function clientRequest(init: FaultRequest, server: FaultServer, { certificates, timeout }: Settings): ClientRequest {
  const { connect = timeout, read = timeout, total } = init.timeout ?? {};
  const isHttps = init.https === true || init.peerIsProxy === true;
  const origin = init.peerIsProxy === true ? 'https://inner.test' : originOf(server);
  return {
    method: init.method ?? 'GET',
    url: (isHttps ? origin.replace('http:', 'https:') : origin) + FAULT_PATH,
    body: init.upload === undefined ? null : Buffer.alloc(init.upload, 'u'),
    proxy: init.peerIsProxy === true ? originOf(server) : null,
    ca: init.https === true && init.untrustedCa !== true ? certificates.ca : null,
    timeout: { connect, read, total: total ?? null },
    maxBodySize: init.maxBodySize ?? null,
    stream: false,
  };
}

async function resultOf(promise: Promise<ClientResponse>, hangAfterMs: number): Promise<Result> {
  try {
    const response = await within(promise, hangAfterMs);
    return response === null ? { kind: 'hang' } : { kind: 'response', response };
  } catch (error) {
    return { kind: 'error', error };
  }
}

/** The promise's value, or `null` after `ms`. */
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

/** Waits until the condition holds, but at most `ms`. */
async function until(condition: () => boolean, ms: number): Promise<void> {
  const end = performance.now() + ms;
  while (!condition() && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 2));
}
