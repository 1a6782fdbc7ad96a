import { afterAll, expect, test } from '@jest/globals';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';
import { differences, polluted, removeBundle } from './support/run-polluted.ts';

afterAll(removeBundle);

/** Bytes and outcomes are those of a clean process, whatever of the group stands on `Object.prototype`. */
async function unmoved(name: string, group: 'options' | 'smuggling'): Promise<void> {
  expect(await differences(name, group)).toEqual([]);
}

describeRow('PP-02', () => {
  overTransports(({ name }) => unmoved(name, 'smuggling'));
  expectVulnerable('gathers its headers with `for in`', () => unmoved('vulnerable', 'smuggling'));
});

describeRow('PP-03', () => {
  overTransports(({ name }) => unmoved(name, 'options'));
  expectVulnerable('axios, undici and fetch, called as people call them', () => unmoved('vulnerable', 'options'));
});

describeRow('PP-07', () => {
  // undici takes options from the prototype as it did before; it is given none that could be missing.
  test('the transport over undici is as it is in a clean process', () => unmoved('undici', 'options'));
  expectVulnerable("undici's request(), which leaves it to its caller", async () => {
    const found = (await differences('vulnerable', 'options')).filter((text) => text.includes(': undici '));
    expect(found).toEqual([]);
  });
});

describeRow('PP-03', () => {
  overTransports(async ({ name }) => {
    // `get` or `set` there breaks every property descriptor in the process: requests may fail, but nothing else is sent.
    const { differences: found } = await polluted(name, 'descriptors');
    expect(found.filter((text) => text.includes('was sent as') || text.includes('another request'))).toEqual([]);
  });
});
