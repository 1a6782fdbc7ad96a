import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { FunctionTransport, Session, type TransportRequest } from '../../src/index.ts';

const NAMES = ['NETRC', 'http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY', 'no_proxy', 'NO_PROXY'];
const saved = new Map<string, string | undefined>();

beforeEach(() => {
  for (const name of NAMES) {
    saved.set(name, process.env[name]);
    delete process.env[name];
  }
});

afterEach(() => {
  for (const [name, value] of saved) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
});

/** A session that records its requests; between `hold()` and the release it returns, responses are held back. */
function recordingSession(): { session: Session; seen: TransportRequest[]; hold(): () => void } {
  const seen: TransportRequest[] = [];
  let released: Promise<void> = Promise.resolve();
  const transport = new FunctionTransport(async (request) => {
    seen.push(request);
    await released;
    return { body: 'ok' };
  });
  return {
    session: new Session({ transport }),
    seen,
    hold() {
      let release = (): void => {};
      released = new Promise((resolve) => {
        release = resolve;
      });
      return release;
    },
  };
}

describe('a proxy variable that is set later', () => {
  test('counts for the next request, however many came before it, one after the other', async () => {
    const { session, seen } = recordingSession();
    for (let i = 0; i < 500; i++) await session.get('http://a.test/');
    process.env['http_proxy'] = 'http://proxy.test:3128';
    await session.get('http://a.test/');
    delete process.env['http_proxy'];
    await session.get('http://a.test/');
    expect(seen.slice(-3).map(({ proxy }) => proxy?.url ?? null)).toEqual([null, 'http://proxy.test:3128', null]);
  });

  test('counts for the next request while many requests are under way, and so does one that is removed', async () => {
    const { session, seen, hold } = recordingSession();
    const release = hold();
    const waiting = Array.from({ length: 200 }, () => session.get('http://a.test/'));
    process.env['ALL_PROXY'] = 'http://proxy.test:3128';
    waiting.push(session.get('http://a.test/'));
    delete process.env['ALL_PROXY'];
    waiting.push(session.get('http://a.test/'));
    release();
    await Promise.all(waiting);
    expect(seen.slice(-2).map(({ proxy }) => proxy?.url ?? null)).toEqual(['http://proxy.test:3128', null]);
  });
});

test('$NETRC that is set counts for the next request while many requests are under way', async () => {
  const { session, seen, hold } = recordingSession();
  const folder = mkdtempSync(join(tmpdir(), 'netrc-'));
  writeFileSync(join(folder, 'netrc'), 'machine a.test login user password secret');
  process.env['NETRC'] = join(folder, 'missing');
  const release = hold();
  const waiting = Array.from({ length: 200 }, () => session.get('http://a.test/'));
  process.env['NETRC'] = join(folder, 'netrc');
  waiting.push(session.get('http://a.test/'));
  release();
  await Promise.all(waiting);
  rmSync(folder, { recursive: true });
  expect(seen[199]?.headers.has('authorization')).toBe(false);
  expect(seen[200]?.headers.get('authorization')).toBe(`Basic ${btoa('user:secret')}`);
});
