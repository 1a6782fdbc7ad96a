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
  player = await Player.start();
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

/** UndiciTransport with another `send`. */
function undiciWith(send: (request: TransportRequest, inner: Transport) => ReturnType<Transport['send']>): Transport {
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
  test('records what reached the server and what was returned', async () => {
    const { filled, seen } = await player.play(BASIC, transports.undici);
    expect(seen.wire).toMatchObject([{ at: 'A', line: 'GET / HTTP/1.1', framing: 'none' }]);
    expect(seen.results).toMatchObject([{ response: { status: 200 } }]);
    expect(compareCase(filled, seen)).toEqual([]);
  });

  test.each<[string, (headers: HeaderMap) => void, string]>([
    ['loses a header', (headers) => headers.delete('Authorization'), 'wire[0].headers.authorization'],
    ['adds a header', (headers) => headers.set('X-More', '1'), 'wire[0].headers.x-more'],
    ['sends a header twice', (headers) => headers.append('Accept', '*/*'), 'wire[0].headers.accept'],
  ])('detects a client that %s', async (_what, change, where) => {
    const make = (): Transport => undiciWith((request, inner) => inner.send(changed(request, change)));
    expect(await differences(BASIC, make)).toEqual([where]);
  });

  test('detects a client that sends the request twice', async () => {
    const twice = (): Transport =>
      undiciWith(async (request, inner) => {
        await inner.send(request);
        return inner.send(request);
      });
    expect(await differences(BASIC, twice)).toEqual(['wire[1]']);
  });

  test('ends a step that hangs with a message and continues with the next case', async () => {
    const hanging = (): Transport => undiciWith(() => new Promise(() => {}));
    const impatient = await Player.start(2_000);
    try {
      const { seen } = await impatient.play(BASIC, { name: 'undici', make: hanging });
      expect(seen.results).toEqual([{ incomplete: 'step 0 (call) did not end within 2000 ms' }]);
      const next = await impatient.play(BASIC, transports.undici);
      expect(compareCase(next.filled, next.seen)).toEqual([]);
    } finally {
      await impatient.close();
    }
  });

  test('restores the environment and removes the home directory', async () => {
    // A case with a home directory of its own.
    const given = { ...caseOf('proxies/env'), home: {} };
    const before = { ...process.env };
    let home = '';
    const inspecting = (): Transport =>
      undiciWith((request, inner) => {
        home = process.env['HOME'] ?? '';
        expect(existsSync(home)).toBe(true);
        expect(process.env['http_proxy']).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
        return inner.send(request);
      });
    expect(await differences(given, inspecting)).toEqual([]);
    expect(home).not.toBe(before['HOME']);
    expect(existsSync(home)).toBe(false);
    expect({ ...process.env }).toEqual(before);
  });
});
