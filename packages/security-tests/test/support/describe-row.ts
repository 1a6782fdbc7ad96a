import { afterAll, describe, expect, test } from '@jest/globals';
import type { Transport } from '@req/core';
import { title } from './rows.ts';
import { TRANSPORTS, type TransportName } from './transports.ts';

/** What a property is checked on: a transport of its own. */
export interface Subject {
  readonly name: TransportName;
  readonly transport: Transport;
}

/** The name that every proof of a test's teeth begins with; the table of rows counts them. */
export const WITHOUT = 'a client without the defence is found out';

/** The tests of the flaws `ids`; `define` makes them. */
export function describeRow(ids: string | readonly string[], define: (id: string) => void): void {
  for (const id of typeof ids === 'string' ? [ids] : ids) describe(title(id), () => define(id));
}

/** The same test over each transport, or over those that are named. */
export function overTransports(
  check: (subject: Subject) => Promise<void> | void,
  names: readonly TransportName[] = Object.keys(TRANSPORTS) as TransportName[],
): void {
  describe.each(names)('over %s', (name) => {
    const transport = TRANSPORTS[name]();
    afterAll(() => transport.close());
    test('holds', () => check({ name, transport }));
  });
}

/** Shows that a property's check has teeth: it fails on a client that lacks the defence, reproduced in the test. */
export function foundOut(client: string, check: () => Promise<unknown> | unknown): void {
  test(`${WITHOUT}: ${client}`, async () => {
    await expect(async () => check()).rejects.toThrow();
  });
}
