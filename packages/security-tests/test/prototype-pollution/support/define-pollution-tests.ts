import { afterAll, expect, test } from '@jest/globals';
import { describeRow, expectVulnerable, overTransports } from '../../support/describe-row.ts';
import { differences, polluted, removeBundle } from './run-polluted.ts';

/**
 * Defines the tests of a polluted `Object.prototype`: requests and outcomes are those of a clean process.
 * @param together How many names are on the prototype at once.
 */
export function definePollutionTests(together: number): void {
  afterAll(removeBundle);

  const expectUnaffected = async (name: string, group: 'options' | 'smuggling'): Promise<void> => {
    expect(await differences(name, group, together)).toEqual([]);
  };

  describeRow('PP-02', () => {
    overTransports(({ name }) => expectUnaffected(name, 'smuggling'));
    expectVulnerable('gathers its headers with `for in`', () => expectUnaffected('vulnerable', 'smuggling'));
  });

  describeRow('PP-03', () => {
    overTransports(({ name }) => expectUnaffected(name, 'options'));
    expectVulnerable('axios, undici and fetch with default options', () => expectUnaffected('vulnerable', 'options'));
  });

  describeRow('PP-07', () => {
    // undici still reads options from the prototype; the transport passes every option explicitly.
    test('the transport over undici behaves as in a clean process', () => expectUnaffected('undici', 'options'));
    expectVulnerable("undici's request(), which leaves it to its caller", async () => {
      const found = (await differences('vulnerable', 'options', together)).filter((text) => text.includes(': undici '));
      expect(found).toEqual([]);
    });
  });

  describeRow('PP-03', () => {
    overTransports(async ({ name }) => {
      // `get` or `set` there breaks every property descriptor in the process: requests may fail, but no other is sent.
      const { differences: found } = await polluted(name, 'descriptors', 1);
      expect(found.filter((text) => text.includes('was sent as') || text.includes('another request'))).toEqual([]);
    });
  });
}
