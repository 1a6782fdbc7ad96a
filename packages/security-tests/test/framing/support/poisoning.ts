import { RequestException, Session, type Transport } from '@req/core';
import { connectProxy } from '@req/test-support/connect-proxy';
import { startTcpServer } from '@req/test-support/tcp-server';
import { testCertificates } from '@req/test-support/test-certificates';
import { AxiosTransport } from '@req/transport-axios';
import { FetchTransport } from '@req/transport-fetch';
import { HttpTransport } from '@req/transport-http';
import { UndiciTransport } from '@req/transport-undici';
import nodeFetch from 'node-fetch';
import { writesBytes } from '../../../../transport-undici/test/altered-undici.ts';
import { EXCESS, KINDS, Random } from './poisoned-responses.ts';
import { type PoisoningServer, poisoningServer } from './poisoning-server.ts';

/** How the server is reached. */
export const ROUTES = ['directly', 'over TLS', 'through a forward proxy', 'through a CONNECT tunnel'] as const;
export type Route = (typeof ROUTES)[number];

type MakeTransport = (connections: number | null) => Transport;

/** Made once: generating keys takes seconds. */
let certificates: ReturnType<typeof testCertificates> | null = null;

/** The transports that own their sockets. */
export const MAKERS: Readonly<Record<string, MakeTransport>> = {
  undici: (connections) => new UndiciTransport({ connections }),
  http: (connections) => new HttpTransport({ connections }),
  'node-fetch': (connections) => new FetchTransport({ connections, fetch: nodeFetch }),
  axios: (connections) => new AxiosTransport({ connections }),
};

/** An undici that writes requests differently from the tested versions, so that only its documented API is used. */
export const untestedUndici: MakeTransport = (connections) => new UndiciTransport({ connections, undici: writesBytes });

/**
 * The platform's fetch decides about proxies, certificates and connections itself. Node's skips line ends after a response
 * and keeps the connection, so a response after them may be taken for that of the next request: only other excess is noticed.
 */
export const builtInFetch: Pick<Plan, 'make' | 'route' | 'excess'> = {
  make: () => new FetchTransport(globalThis.fetch),
  route: 'directly',
  excess: EXCESS.filter((bytes) => !/^[\r\n]/.test(bytes)),
};

export interface Outcome {
  /** Requests that ended. */
  exchanges: number;
  /** Of those, the ones that got their own response. */
  own: number;
  /** And the ones that failed. */
  failed: number;
  /** Responses that belong to another request, with the URL that got them. */
  readonly foreign: string[];
}

export interface Plan {
  readonly seed: number;
  readonly exchanges: number;
  readonly route: Route;
  readonly make: MakeTransport;
  /** What the server may send after a response. Default: everything. */
  readonly excess?: readonly string[];
}

/**
 * Sends requests, some at a time, to a server that answers each with its id, and follows a third of its responses with
 * excess bytes. Uses connection limits from one to none in turn.
 */
export async function poisoned({ seed, exchanges, route, make, excess }: Plan): Promise<Outcome> {
  const random = new Random(seed);
  const secure = route === 'over TLS' || route === 'through a CONNECT tunnel';
  if (secure) certificates ??= testCertificates();
  const server = await poisoningServer(seed, secure ? ((await certificates)?.server ?? null) : null, excess);
  const tunnel = route === 'through a CONNECT tunnel' ? await startTcpServer(connectProxy({ to: server.port })) : null;
  const outcome: Outcome = { exchanges: 0, own: 0, failed: 0, foreign: [] };
  try {
    for (let left = exchanges, round = 0; left > 0; round++) {
      const count = Math.min(left, 250);
      left -= count;
      const connections = random.pick([1, 1, 2, 3, null]);
      await rush({ count, random, outcome, round, route, transport: make(connections), server, tunnel });
    }
  } finally {
    await tunnel?.close();
    await server.close();
  }
  return outcome;
}

interface Rush {
  readonly count: number;
  readonly random: Random;
  readonly outcome: Outcome;
  readonly round: number;
  readonly route: Route;
  readonly transport: Transport;
  readonly server: PoisoningServer;
  readonly tunnel: { readonly port: number } | null;
}

async function rush({ count, random, outcome, round, route, transport, server, tunnel }: Rush): Promise<void> {
  const proxies =
    route === 'through a forward proxy'
      ? { http: `http://127.0.0.1:${server.port}` }
      : tunnel === null
        ? null
        : { https: `http://127.0.0.1:${tunnel.port}` };
  const session = new Session({
    transport,
    trustEnv: false,
    ...(proxies !== null && { proxies }),
    ...((route === 'over TLS' || tunnel !== null) && { verify: false }),
  });
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) {
      const id = `${round}-${next++}-${random.below(1_000_000)}`;
      const kind = random.pick(KINDS);
      const host =
        route === 'through a forward proxy' ? random.pick(['http://a.test', 'http://b.test']) : originOf(server);
      const url = `${host}/${id}/${kind}/${random.below(3) === 0 ? 1 : 0}`;
      try {
        const response = await session.request(kind === 'HEAD' ? 'HEAD' : 'GET', url, {
          stream: random.below(4) === 0,
        });
        const text = (await response.read()).toString();
        if (response.headers.get('x-id') === id && (text === '' || text === id)) outcome.own++;
        else outcome.foreign.push(`${url}: ${response.headers.get('x-id')} ${JSON.stringify(text)}`);
      } catch (error) {
        if (!(error instanceof RequestException)) throw error;
        outcome.failed++;
      }
      outcome.exchanges++;
      if (random.below(8) === 0) await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const originOf = (to: PoisoningServer): string => `${route === 'directly' ? 'http' : 'https'}://127.0.0.1:${to.port}`;
  await Promise.all(Array.from({ length: 1 + random.below(12) }, worker));
  await transport.close();
}
