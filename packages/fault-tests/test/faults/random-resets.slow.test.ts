import { expect, test } from '@jest/globals';
import { RequestException, Session } from '@req/core';
import { seededRandom } from '@req/test-support/random';
import { TRANSPORT_NAMES, TRANSPORTS } from '@req/test-support/transports';
import { eventually, within } from '@req/test-support/waiting';
import { PathServer, type RequestHandler, withServer } from './support/path-server.ts';
import { resourcesHeld } from './support/resources.ts';
import { SAMPLE_BODY, SAMPLES } from './support/sample-responses.ts';

const REQUESTS = 1_000;

/** Answers half of the requests correctly and resets the others at some byte of the response. */
function resetAtRandom(random: () => number): RequestHandler {
  const sample = SAMPLES.chunked;
  return (socket) => {
    if (random() < 0.5) return void socket.write(sample);
    const bytes = sample.slice(0, Math.floor(random() * sample.length));
    socket.write(bytes, () => socket.resetAndDestroy());
  };
}

test.each(TRANSPORT_NAMES)(
  'a thousand concurrent requests over %s to a server that resets connections at random all end and leave nothing open',
  async (name) => {
    const held = resourcesHeld();
    await withServer(
      () => PathServer.start(resetAtRandom(seededRandom(7))),
      held,
      async (server) => {
        const transport = TRANSPORTS[name]();
        const session = new Session({ transport, trustEnv: false });
        const one = async (_: unknown, i: number): Promise<unknown> => {
          const response = await session.get(server.origin, { stream: i % 2 === 0 });
          return (await response.read()).toString();
        };
        const outcomes = await within(Promise.allSettled(Array.from({ length: REQUESTS }, one)), 25_000);
        const good = outcomes.filter((outcome) => outcome.status === 'fulfilled');
        const bad = outcomes.filter((outcome) => outcome.status === 'rejected');
        expect(good.length + bad.length).toBe(REQUESTS);
        expect(new Set(good.map(({ value }) => value))).toEqual(new Set([SAMPLE_BODY]));
        expect(bad.filter(({ reason }) => !(reason instanceof RequestException))).toEqual([]);
        expect(good.length).toBeGreaterThan(REQUESTS / 4);
        expect(bad.length).toBeGreaterThan(REQUESTS / 10);
        await session.close();
        await transport.close();
        if (name !== 'built-in fetch') await eventually(() => server.open === 0, 'All connections closed');
      },
    );
  },
);
