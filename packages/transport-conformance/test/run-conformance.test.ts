import { describe, expect, test } from '@jest/globals';
import { conformanceCases, formatReport, runConformance } from '../src/index.ts';
import { FaultyTransport } from './faulty-transport.ts';
import { TinyTransport } from './tiny-transport.ts';

const REDIRECT = 'does not follow redirects';
const COOKIE = 'does not keep cookies';
const METHOD = 'sends any method token unchanged';

const following = (): FaultyTransport =>
  new FaultyTransport({
    send: async (send, request) => {
      const response = await send(request);
      return response.headers.has('location') ? send(request) : response;
    },
  });

describe('a report', () => {
  test('lists passed, failed and unclaimed cases, and can be printed', async () => {
    const report = await runConformance({ createTransport: following, only: [REDIRECT, COOKIE, METHOD] });
    expect(report).toMatchObject({
      transport: 'faulty',
      ok: false,
      passed: [COOKIE],
      deviations: [],
      inconclusive: [],
    });
    expect(report.notClaimed).toEqual([{ name: METHOD, missing: ['any-method'] }]);
    expect(report.failed.map((each) => each.name)).toEqual([REDIRECT]);
    const text = formatReport(report);
    expect(text).toMatch(/^FAILED {7}does not follow redirects$/m);
    expect(text).toMatch(/Requests on the wire: expected \[ 'GET \/ HTTP\/1\.1' \], got \[ 'GET \/ .*', 'GET \/ /);
    expect(text).toMatch(/Requests received by the server: GET \/ HTTP\/1\.1\n.*Host: 127\.0\.0\.1/s);
    expect(text).toMatch(/^not claimed {2}sends any method token unchanged \(any-method\)$/m);
    expect(text).toMatch(/\nfaulty: 1 passed, 1 not claimed, 0 deviations, 0 inconclusive, 1 failed$/);
  });

  test('does not count a listed deviation as a failure while its case fails', async () => {
    const deviations = { [REDIRECT]: 'the platform follows' };
    const report = await runConformance({ createTransport: following, only: [REDIRECT], deviations });
    expect(report).toMatchObject({ ok: true, passed: [], failed: [] });
    expect(report.deviations).toMatchObject([{ name: REDIRECT, reason: 'the platform follows' }]);
  });

  test('counts a deviation as a failure if its case passes, is not run or does not exist', async () => {
    const deviations = { [REDIRECT]: 'the platform follows', [METHOD]: 'upper case only', 'no such case': 'why' };
    const createTransport = (): TinyTransport => new TinyTransport();
    const report = await runConformance({ createTransport, only: [REDIRECT, METHOD], deviations });
    expect(report).toMatchObject({ ok: false, passed: [], notClaimed: [], deviations: [] });
    expect(report.failed.map(({ name, error }) => `${name}: ${error.message}`)).toEqual([
      'no such case: A deviation is listed, but there is no such case.',
      expect.stringMatching(/^sends any method.*does not claim any-method/),
      expect.stringMatching(/^does not follow.*The case passes, but a deviation is listed: "the platform follows"/),
    ]);
  });

  test('selects cases by subject, and accepts an asynchronous createTransport', async () => {
    const createTransport = async (): Promise<TinyTransport> => new TinyTransport();
    const report = await runConformance({ createTransport, only: ['close'] });
    expect(report.passed).toEqual(conformanceCases.filter((each) => each.subject === 'close').map((each) => each.name));
    expect(report.passed).toHaveLength(6);
  });
});

test('every case has a unique name of several words', () => {
  const names = conformanceCases.map((each) => each.name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => !name.includes(' '))).toEqual([]);
});
