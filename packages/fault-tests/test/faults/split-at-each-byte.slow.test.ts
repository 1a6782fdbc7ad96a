import type net from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { Session } from '@req/core';
import { TRANSPORT_NAMES, TRANSPORTS, type TransportName } from '@req/test-support/transports';
import { eventually, within } from '@req/test-support/waiting';
import { forEachConcurrently } from './support/for-each-concurrently.ts';
import { PathServer, withServer } from './support/path-server.ts';
import { resourcesHeld } from './support/resources.ts';
import { SAMPLE_NAMES, SAMPLES } from './support/sample-responses.ts';

/** Long enough for the pieces to arrive separately. */
const briefPause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 2));

async function writePieces(socket: net.Socket, pieces: readonly string[]): Promise<void> {
  for (const piece of pieces) {
    socket.write(piece, 'latin1');
    await briefPause();
  }
}

interface Received {
  readonly status: number;
  reason: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

async function fetchFrom(session: Session, url: string, stream: boolean): Promise<Received> {
  const response = await within(session.get(url, { stream }));
  const body = (await within(response.read())).toString('latin1');
  return { status: response.statusCode, reason: response.reason, headers: [...response.headers], body };
}

/** Sends the response in one piece, in two pieces split at every byte, and byte by byte; expects the same result. */
async function expectSameHoweverSplit(name: TransportName, sample: string): Promise<void> {
  const held = resourcesHeld();
  const transport = TRANSPORTS[name]();
  const start = (): Promise<PathServer> =>
    PathServer.start((socket, { path }) => {
      const at = path.slice(1);
      const pieces = at === 'each' ? [...sample] : [sample.slice(0, Number(at)), sample.slice(Number(at))];
      void writePieces(
        socket,
        pieces.filter((piece) => piece !== ''),
      );
    });
  await withServer(start, held, async (server) => {
    const session = new Session({ transport, trustEnv: false, timeout: 8_000 });
    const whole = await fetchFrom(session, `${server.origin}/0`, false);
    const wrong: string[] = [];
    const places = ['each', 'each', ...Array.from(sample, (_, at) => String(at))];
    await forEachConcurrently(places, 16, async (at) => {
      // Every other response is streamed.
      const stream = places.indexOf(at) % 2 === 0;
      const seen = await fetchFrom(session, `${server.origin}/${at}`, stream);
      // Node's fetch keeps only the last piece of a reason phrase; everything else must be right.
      if (name === 'built-in fetch' && 'Fine'.endsWith(seen.reason)) seen.reason = 'Fine';
      if (JSON.stringify(seen) !== JSON.stringify(whole)) wrong.push(`${at}: ${JSON.stringify(seen)}`);
    });
    expect(wrong).toEqual([]);
    expect(whole).toMatchObject({ status: 200, reason: 'Fine' });
    await session.close();
    await transport.close();
    if (name !== 'built-in fetch') await eventually(() => server.open === 0, 'All connections closed');
  });
}

describe.each(TRANSPORT_NAMES)('over %s', (name) => {
  test.each(SAMPLE_NAMES)('a response %s is the same when split at any byte or sent byte by byte', (sample) =>
    expectSameHoweverSplit(name, SAMPLES[sample]),
  );
});
