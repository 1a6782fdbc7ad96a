import * as diagnostics from 'node:diagnostics_channel';
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import * as core from '@req/core';
import * as coreTransport from '@req/core/transport';
import * as requests from '@req/requests';
import { type RunningServer, startHttpbin } from '@req/testserver';
import * as undiciTransport from '@req/transport-undici';
import { blocksOf, claimsOf, pageBlock, runBlock } from './readme-code.ts';

const PAGE = new URL('../../../docs/observability.md', import.meta.url);
// Channels belong to the process: a listener that stayed would be there in other test files too.
const unsubscribers: (() => void)[] = [];
const subscribe: typeof diagnostics.subscribe = (channel, listener) => {
  diagnostics.subscribe(channel, listener);
  unsubscribers.push(() => void diagnostics.unsubscribe(channel, listener));
};
const MODULES = {
  '@req/requests': requests,
  '@req/core/transport': coreTransport,
  '@req/transport-undici': undiciTransport,
  'node:diagnostics_channel': { ...diagnostics, subscribe },
};
const noProxy = process.env['no_proxy'];
let server: RunningServer;
let session: requests.Session;
let lines: unknown[][];

beforeAll(async () => {
  process.env['no_proxy'] = '*';
  server = await startHttpbin();
});
beforeEach(() => {
  session = new requests.Session({ trustEnv: false });
  lines = [];
  const note = (...args: unknown[]): void => void lines.push(args);
  for (const method of ['log', 'info'] as const) jest.spyOn(console, method).mockImplementation(note);
});
afterEach(async () => {
  jest.restoreAllMocks();
  for (const unsubscribe of unsubscribers.splice(0)) unsubscribe();
  await session.close();
});
afterAll(async () => {
  if (noProxy === undefined) delete process.env['no_proxy'];
  else process.env['no_proxy'] = noProxy;
  await server.close();
});

/** The value that a comment writes. */
function written(comment: string): unknown {
  return JSON.parse(comment.replaceAll('https://httpbin.org', server.origin).replaceAll("'", '"'));
}

/** Runs the block that holds `text`, and expects of each claim what its comment says. */
async function holds(text: string): Promise<void> {
  const block = pageBlock(PAGE, text).replaceAll('https://httpbin.org', server.origin);
  const claims = claimsOf(block);
  const results = await runBlock(block, MODULES, block.includes('new Session') ? {} : { session });
  expect(results).toHaveLength(claims.length);
  for (const [i, { comment }] of claims.entries()) expect(results[i]).toEqual(written(comment));
}

describe('the examples of docs/observability.md do what they say', () => {
  test('log() with console', async () => {
    await holds('new Session({ transport: log(');
    const said = /^```text\n(GET .*)$/m.exec(readFileSync(PAGE, 'utf8'))?.[1] as string;
    const pattern = said
      .replaceAll('https://httpbin.org', server.origin)
      .replace(/[.*?]/g, '\\$&')
      .replace(/\d+ (bytes|ms)/g, '\\d+ $1');
    expect(lines).toEqual([[expect.stringMatching(new RegExp(`^${pattern}$`))]]);
  });

  test('log() with a function', () => holds('const entries'));

  test('observe()', () => holds('const failed'));

  test('trace and facts', async () => {
    await session.get(`${server.origin}/get`);
    await holds('r.facts.attempts');
    expect(lines.map(([type]) => type)).toEqual(['request', 'connection', 'sent', 'firstByte', 'response', 'end']);
  });

  test('hooks', async () => {
    await holds('session.hooks');
    const error = (await session.get('http://127.0.0.1:1/').catch((reason: unknown) => reason)) as Error;
    expect(error.message).toMatch(/^while talking to the service: /);
    expect(error.cause).toBeInstanceOf(core.ConnectionError);
  });

  test('onRetry and budget', () => holds('budget: {'));

  test('context', () => holds("new Session({ transport });\nawait session.get('https://api.test/"));

  test('diagnostics channels', () => holds('subscribe('));

  test('each block is run here', () => {
    expect(blocksOf(PAGE)).toHaveLength(8);
  });
});
