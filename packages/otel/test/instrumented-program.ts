import { retry, Session, type Transport } from '@req/core';
import { otel } from '@req/otel';
import { AxiosTransport } from '@req/transport-axios';
import { FetchTransport } from '@req/transport-fetch';
import { HttpTransport } from '@req/transport-http';
import { UndiciTransport } from '@req/transport-undici';

/** A span as `instrumented.cjs` gives it. */
export interface SpanSummary {
  readonly scope: string;
  readonly kind: number;
  readonly name: string;
  readonly id: string;
}

/** The spans of one transport, with and without `otel`. */
export interface Spans {
  readonly transport: string;
  readonly with: readonly SpanSummary[];
  readonly without: readonly SpanSummary[];
}

const { takeSpans } = globalThis as unknown as { takeSpans: () => SpanSummary[] };
const [, , origin] = process.argv;

const TRANSPORTS: Readonly<Record<string, () => Transport>> = {
  undici: () => new UndiciTransport(),
  http: () => new HttpTransport(),
  'node-fetch': () => new FetchTransport(),
  axios: () => new AxiosTransport(),
  fetch: () => new FetchTransport(globalThis.fetch),
};

/** A request with two redirects, one that is retried, several at a time, and one with a body. */
async function use(transport: Transport, path: string): Promise<SpanSummary[]> {
  const session = new Session({ trustEnv: false, transport: retry(transport, { statusForcelist: [503] }) });
  await session.get(`${origin}/${path}/redirect/2`);
  await session.get(`${origin}/${path}/flaky`);
  await Promise.all([1, 2, 3].map((n) => session.get(`${origin}/${path}/${n}`)));
  await session.post(`${origin}/${path}/post`, { data: 'a body' });
  await session.close();
  await new Promise((resolve) => setTimeout(resolve, 20));
  return takeSpans();
}

async function main(): Promise<void> {
  const all: Spans[] = [];
  for (const [transport, make] of Object.entries(TRANSPORTS)) {
    const traced = await use(otel(make()), `${transport}/with`);
    all.push({ transport, with: traced, without: await use(make(), `${transport}/without`) });
  }
  process.stdout.write(JSON.stringify(all));
}

void main();
