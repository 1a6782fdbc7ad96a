import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { TRANSPORTS } from '@req/test-support/transports';
import axios from 'axios';
import { request } from 'undici';
import { describeRow, expectVulnerable, overTransports, type Subject } from '../support/describe-row.ts';
import { type Failure, Failures } from './support/failures.ts';
import { internalsOf, textsOf } from './support/reachable.ts';
import { chainOf, everyView, expectSafe, SECRET } from './support/views.ts';

let servers: Failures;
const transports = Object.entries(TRANSPORTS).map(([name, make]) => ({ name, transport: make() }));
const failed = new Map<string, readonly Failure[]>();
beforeAll(async () => {
  servers = await Failures.start();
  await Promise.all(transports.map(async ({ name, transport }) => failed.set(name, await servers.over(transport))));
});
afterAll(async () => {
  for (const { transport } of transports) await transport.close();
  await servers.close();
});

type Check = (failures: readonly Failure[]) => void;

const over = (check: Check): void => {
  overTransports(({ name }: Subject) => check(failed.get(name) ?? []));
};

const vulnerableClient = (message: string, more: object = {}): Failure[] => [
  { what: 'vulnerable', error: Object.assign(new Error(message), more) },
];

describeRow('LG-01', () => {
  const check: Check = (failures) => {
    expect(failures.length).toBeGreaterThan(0);
    for (const { what, error } of failures) {
      for (const each of chainOf(error)) expectSafe(what, everyView(each));
      const { request: sent, response } = error as { request?: unknown; response?: unknown };
      for (const part of [sent, response]) expectSafe(what, everyView(part));
    }
  };
  over((failures) => {
    check(failures);
    const { message } = failures.find(({ what }) => what === 'an error status')?.error ?? {};
    expect(message).toMatch(
      /^404 Client Error: Not Found for url: http:\/\/\*\*\*@127\.0\.0\.1:\d+\/\?token=\*\*\*&q=1$/,
    );
  });
  expectVulnerable('writes the URL into its message', () =>
    check(vulnerableClient(`404 for http://user:${SECRET}@a.test/`)),
  );
});

describeRow('LG-02', () => {
  const check: Check = (failures) => {
    const proxied = failures.filter(({ what }) => /proxy|vulnerable/.test(what));
    expect(proxied.length).toBeGreaterThan(0);
    for (const { what, error } of proxied) {
      for (const each of chainOf(error)) expectSafe(what, everyView(each));
      expectSafe(what, textsOf(error));
    }
  };
  over(check);
  expectVulnerable("writes the proxy's URL into its message", () =>
    check(vulnerableClient(`Failed to establish a tunnel to a.test:443 via http://pu:${SECRET}@proxy.test:3128/`)),
  );
});

describeRow('LG-05', () => {
  const check: Check = (failures) => {
    expect(failures.length).toBeGreaterThan(0);
    for (const { what, error } of failures) {
      for (const each of chainOf(error)) expectSafe(what, everyView(each));
      expect([what, internalsOf(error)]).toEqual([what, []]);
      // Only in the request and response of the error.
      expectSafe(what, textsOf(error));
    }
  };
  over(check);
  expectVulnerable('axios, by itself', async () => {
    const headers = { Authorization: `Bearer ${SECRET}` };
    const error = await axios.get('http://127.0.0.1:1/', { headers, proxy: false }).catch((reason: Error) => reason);
    check([{ what: 'axios', error: error as Error }]);
  });
  expectVulnerable('undici, by itself', async () => {
    const url = new URL(servers.garbled);
    const error = await request(url.origin).catch((reason: Error) => reason);
    check([{ what: 'undici', error: error as Error }]);
  });
});

describe('from an error neither a socket nor anything of the client underneath can be reached', () => {
  test.each(Object.keys(TRANSPORTS))('over %s', (name) => {
    for (const { what, error } of failed.get(name) ?? []) {
      for (const each of chainOf(error)) expect([what, internalsOf(each)]).toEqual([what, []]);
    }
  });
});
