import { fork } from 'node:child_process';
import { once } from 'node:events';

/** Memory per request while many requests wait for their responses. */
export async function inFlight({ origin, quick }) {
  const count = quick ? 1000 : 10_000;
  const grown = { req: [], undici: [] };
  for (let round = 0; round < (quick ? 1 : 3); round++) {
    for (const client of round % 2 === 0 ? ['req', 'undici'] : ['undici', 'req']) {
      const child = fork(new URL('../processes/in-flight.mjs', import.meta.url), [client, origin, String(count)], {
        execArgv: ['--expose-gc'],
      });
      const [result] = await Promise.race([once(child, 'message'), once(child, 'exit').then(() => [null])]);
      if (result === null) throw new Error(`${client} failed with ${count} in flight`);
      grown[client].push(result.bytes / 1024);
    }
  }
  return [
    {
      work: `memory a request, ${count} in flight`,
      own: 'req undici',
      peer: 'undici.request',
      unit: 'KiB',
      goal: 1.2,
      atMost: true,
      ours: { value: grown.req },
      theirs: { value: grown.undici },
    },
  ];
}
