import { expect, test } from '@jest/globals';
import { RequestException, Session } from '@req/core';
import { TRANSPORTS, type TransportName } from '@req/test-support/transports';
import { eventually, within } from '@req/test-support/waiting';
import { type Answer, PathServer, withServer } from './support/path-server.ts';
import { resourcesHeld } from './support/resources.ts';
import { SAMPLE_BODY, SAMPLES } from './support/sample-responses.ts';

const REQUESTS = 1_000;

/** Numbers below 1 that are the same each time (mulberry32). */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Half of the requests are answered well, the others are reset at some byte of the response. */
function atRandom(roll: () => number): Answer {
  const sample = SAMPLES.chunked;
  return (socket) => {
    if (roll() < 0.5) return void socket.write(sample);
    const bytes = sample.slice(0, Math.floor(roll() * sample.length));
    socket.write(bytes, () => socket.resetAndDestroy());
  };
}

test.each(Object.keys(TRANSPORTS) as TransportName[])(
  'a thousand requests at once over %s to a server that resets at random all end, and leave nothing',
  async (name) => {
    const held = resourcesHeld();
    await withServer(
      () => PathServer.start(atRandom(dice(7))),
      held,
      async (server) => {
        const transport = TRANSPORTS[name]();
        const session = new Session({ transport, trustEnv: false });
        const one = async (_: unknown, i: number): Promise<unknown> => {
          const response = await session.get(server.origin, { stream: i % 2 === 0 });
          return (await response.read()).toString();
        };
        const ends = await within(Promise.allSettled(Array.from({ length: REQUESTS }, one)), 25_000);
        const good = ends.filter((end) => end.status === 'fulfilled');
        const bad = ends.filter((end) => end.status === 'rejected');
        expect(good.length + bad.length).toBe(REQUESTS);
        expect(new Set(good.map(({ value }) => value))).toEqual(new Set([SAMPLE_BODY]));
        expect(bad.filter(({ reason }) => !(reason instanceof RequestException))).toEqual([]);
        expect(good.length).toBeGreaterThan(REQUESTS / 4);
        expect(bad.length).toBeGreaterThan(REQUESTS / 10);
        await session.close();
        await transport.close();
        if (name !== 'built-in fetch') await eventually(() => server.open === 0, 'All connections are closed');
      },
    );
  },
);
