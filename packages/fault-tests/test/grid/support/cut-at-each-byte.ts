import { expect } from '@jest/globals';
import { ChunkedEncodingError, ConnectionError, Session, type Transport } from '@req/core';
import { eventually, within } from '@req/test-support/waiting';
import type { CertificateAndKey } from '@req/testserver';
import { each } from './each.ts';
import { PathServer, withServer } from './path-server.ts';
import { resourcesHeld } from './resources.ts';
import { headLength, SAMPLE_BODY } from './sample-responses.ts';

export interface Cut {
  readonly transport: Transport;
  /** The response, which is broken off at each of its bytes. */
  readonly sample: string;
  readonly how: 'close' | 'reset';
  readonly streams: readonly boolean[];
  /** Over TLS, with the certificate of this server and its authority. */
  readonly tls: { readonly certificate: CertificateAndKey; readonly ca: string } | null;
  /** The client's platform keeps its idle connections. */
  readonly keepsIdle: boolean;
}

/** A place at which a response is broken off, and how the body is read. */
interface Place {
  readonly at: number;
  readonly stream: boolean;
}

/** Expects one exception of the right class at each place, and the response after its last byte alone. */
export async function expectEachCutToBeTold(cut: Cut): Promise<void> {
  const { transport, sample, how, streams, tls } = cut;
  const held = resourcesHeld();
  const start = (): Promise<PathServer> =>
    PathServer.start((socket, { path }, underneath) => {
      socket.write(sample.slice(0, Number(path.slice(1))), 'latin1', () => {
        if (how === 'reset') underneath.resetAndDestroy();
        else socket.end();
      });
    }, tls?.certificate ?? null);
  await withServer(start, held, async (server) => {
    const session = new Session({ transport, trustEnv: false, timeout: 8_000 });
    if (tls !== null) session.verify = Buffer.from(tls.ca);
    const places: Place[] = [];
    for (let at = 0; at <= sample.length; at++) for (const stream of streams) places.push({ at, stream });
    const wrong: string[] = [];
    await each(places, 16, async (place) => {
      const end = await within(endOf(session, `${server.origin}/${place.at}`, place.stream));
      if (!isRight(end, place, cut)) wrong.push(`${place.at} of ${sample.length}, stream ${place.stream}: ${end}`);
    });
    expect(wrong).toEqual([]);
    await session.close();
    await transport.close();
    if (!cut.keepsIdle) await eventually(() => server.open === 0, 'All connections are closed');
  });
}

/** The body, or the exception. */
async function endOf(session: Session, url: string, stream: boolean): Promise<unknown> {
  try {
    const response = await session.get(url, { stream });
    return (await response.read()).toString('latin1');
  } catch (error) {
    return error;
  }
}

function isRight(end: unknown, { at }: Place, { sample, how }: Cut): boolean {
  if (at === sample.length) {
    // A reset may overtake what it follows.
    return end === SAMPLE_BODY || (how === 'reset' && end instanceof Error);
  }
  const { name } = end as Error;
  if (at >= headLength(sample)) return end instanceof ChunkedEncodingError && name === 'ChunkedEncodingError';
  return end instanceof ConnectionError && name === 'ConnectionError';
}
