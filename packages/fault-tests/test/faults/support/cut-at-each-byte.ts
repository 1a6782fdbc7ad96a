import { expect } from '@jest/globals';
import { ChunkedEncodingError, ConnectionError, Session, type Transport } from '@req/core';
import { eventually, within } from '@req/test-support/waiting';
import type { CertificateAndKey } from '@req/testserver';
import { forEachConcurrently } from './for-each-concurrently.ts';
import { PathServer, withServer } from './path-server.ts';
import { resourcesHeld } from './resources.ts';
import { headLength, SAMPLE_BODY } from './sample-responses.ts';

export interface Cut {
  readonly transport: Transport;
  /** The response, to be cut off after each of its bytes. */
  readonly sample: string;
  readonly how: 'close' | 'reset';
  readonly streams: readonly boolean[];
  /** Use TLS with this server certificate, signed by this CA. */
  readonly tls: { readonly certificate: CertificateAndKey; readonly ca: string } | null;
  /** The platform keeps idle connections whatever the client does. */
  readonly keepsIdleConnections: boolean;
}

/** The number of bytes sent before the cut, and how the body is read. */
interface CutPoint {
  readonly at: number;
  readonly stream: boolean;
}

/** Expects an exception of the right class for every cut, and the response only when all its bytes were sent. */
export async function expectErrorForEachCut(cut: Cut): Promise<void> {
  const { transport, sample, how, streams, tls } = cut;
  const held = resourcesHeld();
  const start = (): Promise<PathServer> =>
    PathServer.start((socket, { path }, rawSocket) => {
      socket.write(sample.slice(0, Number(path.slice(1))), 'latin1', () => {
        if (how === 'reset') rawSocket.resetAndDestroy();
        else socket.end();
      });
    }, tls?.certificate ?? null);
  await withServer(start, held, async (server) => {
    const session = new Session({ transport, trustEnv: false, timeout: 8_000 });
    if (tls !== null) session.verify = Buffer.from(tls.ca);
    const points: CutPoint[] = [];
    for (let at = 0; at <= sample.length; at++) for (const stream of streams) points.push({ at, stream });
    const wrong: string[] = [];
    await forEachConcurrently(points, 16, async (point) => {
      const outcome = await within(outcomeOf(session, `${server.origin}/${point.at}`, point.stream));
      if (!isExpected(outcome, point, cut))
        wrong.push(`${point.at} of ${sample.length} bytes, stream ${point.stream}: ${outcome}`);
    });
    expect(wrong).toEqual([]);
    await session.close();
    await transport.close();
    if (!cut.keepsIdleConnections) await eventually(() => server.open === 0, 'All connections closed');
  });
}

/** The body or the exception. */
async function outcomeOf(session: Session, url: string, stream: boolean): Promise<unknown> {
  try {
    const response = await session.get(url, { stream });
    return (await response.read()).toString('latin1');
  } catch (error) {
    return error;
  }
}

function isExpected(outcome: unknown, { at }: CutPoint, { sample, how }: Cut): boolean {
  if (at === sample.length) {
    // A reset may discard bytes that were sent before it.
    return outcome === SAMPLE_BODY || (how === 'reset' && outcome instanceof Error);
  }
  const { name } = outcome as Error;
  if (at >= headLength(sample)) return outcome instanceof ChunkedEncodingError && name === 'ChunkedEncodingError';
  return outcome instanceof ConnectionError && name === 'ConnectionError';
}
