import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { HeaderMap, Transport, TransportRequest } from '@req/core';
import type { Case } from '../src/cases/case.ts';
import { loadVectors } from '../src/cases/load-vectors.ts';
import { compareCase } from '../src/compare/compare-case.ts';
import { Player } from '../src/play/player.ts';
import { transports } from '../src/transports.ts';

let player: Player;
beforeAll(async () => {
  player = await Player.start(1_000);
});
afterAll(() => player.close());

const BASIC = caseOf('auth/basic');

function caseOf(id: string): Case {
  const found = loadVectors()
    .flatMap(({ cases }) => cases)
    .find((each) => each.id === id);
  if (found === undefined) throw new Error(`There is no case ${id}.`);
  return found;
}

/** undici's transport, with another way to send. */
function sendingLike(send: (request: TransportRequest, inner: Transport) => ReturnType<Transport['send']>): Transport {
  const inner = transports.undici.make();
  return {
    name: inner.name,
    capabilities: inner.capabilities,
    send: (request) => send(request, inner),
    close: () => inner.close(),
  };
}

async function differences(given: Case, make: () => Transport): Promise<string[]> {
  const { filled, seen } = await player.play(given, { name: 'undici', make });
  return compareCase(filled, seen).map(({ where }) => where);
}

function changed(request: TransportRequest, change: (headers: HeaderMap) => void): TransportRequest {
  const headers = request.headers.copy();
  change(headers);
  return { ...request, headers };
}

describe('playing a case', () => {
  test('shows what reached the server and what came back', async () => {
    const { filled, seen } = await player.play(BASIC, transports.undici);
    expect(seen.wire).toMatchObject([{ at: 'A', line: 'GET / HTTP/1.1', framing: 'none' }]);
    expect(seen.results).toMatchObject([{ response: { status: 200 } }]);
    expect(compareCase(filled, seen)).toEqual([]);
  });

  test.each<[string, (headers: HeaderMap) => void, string]>([
    ['loses a header', (headers) => headers.delete('Authorization'), 'wire[0].headers.authorization'],
    ['adds a header', (headers) => headers.set('X-More', '1'), 'wire[0].headers.x-more'],
    ['sends a header twice', (headers) => headers.append('Accept', '*/*'), 'wire[0].headers.accept'],
  ])('finds out a client that %s', async (_what, change, where) => {
    const make = (): Transport => sendingLike((request, inner) => inner.send(changed(request, change)));
    expect(await differences(BASIC, make)).toEqual([where]);
  });

  test('finds out a client that sends the request twice', async () => {
    const twice = (): Transport =>
      sendingLike(async (request, inner) => {
        await inner.send(request);
        return inner.send(request);
      });
    expect(await differences(BASIC, twice)).toEqual(['wire[1]']);
  });

  test('ends a step that hangs with a message, and goes on with the next case', async () => {
    const hanging = (): Transport => sendingLike(() => new Promise(() => {}));
    const { seen } = await player.play(BASIC, { name: 'undici', make: hanging });
    expect(seen.results).toEqual([{ incomplete: 'step 0 (call) gave no result within the 1000 ms of the case' }]);
    expect(await differences(BASIC, transports.undici.make)).toEqual([]);
  });

  test('gives back the environment and removes the home directory', async () => {
    const given = caseOf('proxies/env');
    const before = { ...process.env };
    let home = '';
    const looking = (): Transport =>
      sendingLike((request, inner) => {
        home = process.env['HOME'] ?? '';
        expect(existsSync(home)).toBe(true);
        expect(process.env['http_proxy']).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
        return inner.send(request);
      });
    expect(await differences(given, looking)).toEqual([]);
    expect(home).not.toBe(before['HOME']);
    expect(existsSync(home)).toBe(false);
    expect({ ...process.env }).toEqual(before);
  });
});
