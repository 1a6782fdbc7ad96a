import { describe, expect, test } from '@jest/globals';
import { conformanceCases, formatReport, runConformance } from '../src/index.ts';
import { TinyTransport } from './tiny-transport.ts';
import { WrongTransport } from './wrong-transport.ts';

const REDIRECT = 'no redirect is followed';
const COOKIE = 'no cookie is kept';
const METHOD = 'any method token arrives, in the case given';

const following = (): WrongTransport =>
  new WrongTransport({
    send: async (send, request) => {
      const response = await send(request);
      return response.headers.has('location') ? send(request) : response;
    },
  });

describe('a report', () => {
  test('tells what passed, failed and is not claimed, and prints it', async () => {
    const report = await runConformance({ createTransport: following, only: [REDIRECT, COOKIE, METHOD] });
    expect(report).toMatchObject({ transport: 'wrong', ok: false, passed: [COOKIE], deviations: [], inconclusive: [] });
    expect(report.notClaimed).toEqual([{ name: METHOD, missing: ['any-method'] }]);
    expect(report.failed.map((each) => each.name)).toEqual([REDIRECT]);
    const text = formatReport(report);
    expect(text).toMatch(/^FAILED {6}no redirect is followed$/m);
    expect(text).toMatch(/Requests on the wire: expected \[ 'GET \/ HTTP\/1\.1' \], got \[ 'GET \/ .*', 'GET \/ /);
    expect(text).toMatch(/On the wire: GET \/ HTTP\/1\.1\n.*Host: 127\.0\.0\.1/s);
    expect(text).toMatch(/^not claimed any method token arrives, in the case given \(any-method\)$/m);
    expect(text).toMatch(/\nwrong: 1 passed, 1 not claimed, 0 deviations, 0 inconclusive, 1 failed$/);
  });

  test('a named deviation is no failure, as long as its case fails', async () => {
    const deviations = { [REDIRECT]: 'the platform follows' };
    const report = await runConformance({ createTransport: following, only: [REDIRECT], deviations });
    expect(report).toMatchObject({ ok: true, passed: [], failed: [] });
    expect(report.deviations).toMatchObject([{ name: REDIRECT, reason: 'the platform follows' }]);
  });

  test('a deviation whose case passes, is not claimed, or does not exist is a failure', async () => {
    const deviations = { [REDIRECT]: 'the platform follows', [METHOD]: 'upper case only', 'no such case': 'why' };
    const createTransport = (): TinyTransport => new TinyTransport();
    const report = await runConformance({ createTransport, only: [REDIRECT, METHOD], deviations });
    expect(report).toMatchObject({ ok: false, passed: [], notClaimed: [], deviations: [] });
    expect(report.failed.map(({ name, error }) => `${name}: ${error.message}`)).toEqual([
      'no such case: A deviation is named, but there is no case of this name.',
      expect.stringMatching(/^any method.*not claimed \(any-method\)/),
      expect.stringMatching(/^no redirect.*The case holds, though a deviation is named: "the platform follows"/),
    ]);
  });

  test('subjects choose cases, and createTransport may be asynchronous', async () => {
    const createTransport = async (): Promise<TinyTransport> => new TinyTransport();
    const report = await runConformance({ createTransport, only: ['close'] });
    expect(report.passed).toEqual(conformanceCases.filter((each) => each.subject === 'close').map((each) => each.name));
    expect(report.passed).toHaveLength(6);
  });
});

test('the name of a case is a sentence of its own', () => {
  const names = conformanceCases.map((each) => each.name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => !name.includes(' '))).toEqual([]);
});
