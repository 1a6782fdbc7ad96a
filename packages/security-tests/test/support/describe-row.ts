import { afterAll, describe, expect, test } from '@jest/globals';
import type { Transport } from '@req/core';
import { TRANSPORT_NAMES, TRANSPORTS, type TransportName } from '@req/test-support/transports';
import { title } from './rows.ts';

/** A transport that a property is checked on. */
export interface Subject {
  readonly name: TransportName;
  readonly transport: Transport;
}

/** What the title of every negative control begins with; `npm run security:rows` counts them. */
export const NEGATIVE_CONTROL = 'negative control';

/** Defines the tests of each flaw in `ids` under its title. */
export function describeRow(ids: string | readonly string[], define: (id: string) => void): void {
  for (const id of typeof ids === 'string' ? [ids] : ids) describe(title(id), () => define(id));
}

/** Defines the same test over each transport, or over those in `names`. */
export function overTransports(
  check: (subject: Subject) => Promise<void> | void,
  names: readonly TransportName[] = TRANSPORT_NAMES,
): void {
  describe.each(names)('over %s', (name) => {
    const transport = TRANSPORTS[name]();
    afterAll(() => transport.close());
    test('holds', () => check({ name, transport }));
  });
}

/** A negative control: expects the check to fail on a client without the defence, reproduced in the test. */
export function expectVulnerable(flaw: string, check: () => Promise<unknown> | unknown): void {
  test(`${NEGATIVE_CONTROL}: ${flaw}`, async () => {
    await expect(async () => check()).rejects.toThrow();
  });
}
