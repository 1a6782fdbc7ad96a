import { beforeAll, describe, expect, test } from '@jest/globals';
import * as exceptions from '@req/core';
import { testCertificates } from '@req/test-support/test-certificates';
import { TRANSPORT_NAMES, TRANSPORTS, type TransportName } from '@req/test-support/transports';
import type { TestCertificates } from '@req/testserver';
import { builtInFetchDeviations } from '../../../faults/built-in-fetch-deviations.ts';
import type { ExpectedOutcome, FaultCase, FaultGroup } from '../../../faults/fault-case.ts';
import { ReqClient } from '../../../faults/req-client.ts';
import { GOOD_BODY, type Outcome, runFault } from '../../../faults/run-fault.ts';
import { resourcesHeld, resourcesReleased } from './resources.ts';

/** Milliseconds. No case takes a tenth of that, however busy the machine. */
const HANG_AFTER = 60_000;

const CLASSES: Readonly<Record<string, unknown>> = exceptions;

/** For `npm test`: axios' default adapter is the client of `http`. `over-axios.slow.test.ts` runs the cases over axios. */
export const WITHOUT_AXIOS: readonly TransportName[] = TRANSPORT_NAMES.filter((name) => name !== 'axios');

/**
 * Registers one test for each case, transport and way to read the body. An unhandled rejection or an uncaught exception
 * fails the test that is running: jest listens for both.
 */
export function defineFaultTests(
  { title, cases }: FaultGroup,
  transports: readonly TransportName[] = TRANSPORT_NAMES,
): void {
  let certificates: TestCertificates;
  beforeAll(async () => {
    certificates = await testCertificates();
  });
  describe(title, () => {
    for (const transport of transports) {
      for (const fault of cases) {
        for (const stream of [false, true]) {
          const deviation = transport === 'built-in fetch' ? builtInFetchDeviations.get(fault.name) : undefined;
          const expected = deviation?.expected ?? fault.expected;
          test(`${fault.name} over ${transport}, stream: ${stream}: ${describeOutcome(expected)}`, async () => {
            const before = resourcesHeld();
            const staysOpen = deviation?.staysOpen === true;
            const outcome = await runFault(fault, {
              client: new ReqClient(TRANSPORTS[transport]()),
              stream,
              certificates,
              hangAfterMs: HANG_AFTER,
              timeout: 30_000,
              closeWithinMs: staysOpen ? 0 : HANG_AFTER,
              // Node keeps the connections of its fetch, and nobody can close them.
              keepsIdleConnections: transport === 'built-in fetch',
            });
            const asExpected = deviation?.orExpected === true && failsWith(outcome, fault.expected);
            expectOutcome(outcome, asExpected ? fault.expected : expected);
            expectCleanUp(outcome, fault, { requests: deviation?.requests ?? fault.requests, staysOpen });
            await resourcesReleased(before);
          });
        }
      }
    }
  });
}

function describeOutcome(outcome: ExpectedOutcome): string {
  return 'error' in outcome ? outcome.error : `a response with status ${outcome.status}`;
}

function failsWith({ result }: Outcome, expected: ExpectedOutcome): boolean {
  return result.kind === 'error' && 'error' in expected && (result.error as Error).name === expected.error;
}

function expectOutcome({ result }: Outcome, expected: ExpectedOutcome): void {
  if (result.kind === 'hang') throw new Error(`The request did not end within ${HANG_AFTER} ms.`);
  if ('error' in expected) {
    if (result.kind === 'response') {
      const { status, body } = result.response;
      throw new Error(`Expected ${expected.error}, got a response: ${summary(status, body)}`);
    }
    const { error } = result;
    expect(error).toBeInstanceOf(exceptions.RequestException);
    expect({ name: (error as Error).name, error }).toMatchObject({ name: expected.error });
    expect(error).toBeInstanceOf(CLASSES[expected.error]);
    if (expected.also !== undefined) expect(error).toBeInstanceOf(CLASSES[expected.also]);
  } else {
    if (result.kind === 'error') throw result.error;
    const { response } = result;
    expect(summary(response.status, response.body)).toBe(summary(expected.status, expected.body));
    expect(response.body === expected.body).toBe(true);
    if (expected.reason !== undefined) expect(response.reason).toBe(expected.reason);
    if (expected.header !== undefined) expect(response.header(expected.header[0])).toBe(expected.header[1]);
  }
}

interface CleanUp {
  readonly staysOpen: boolean;
  readonly requests: number | undefined;
}

function expectCleanUp(outcome: Outcome, fault: FaultCase, { requests, staysOpen }: CleanUp): void {
  expect(outcome.followUp).toBe(GOOD_BODY);
  if (requests !== undefined) expect(outcome.requests).toBe(requests);
  // The request for the server behind the proxy must not be sent to the proxy.
  if (fault.request?.peerIsProxy === true) expect(outcome.received).not.toContain('/fault');
  expect(outcome.openAfterClose).toBe(staysOpen ? 1 : 0);
}

function summary(status: number, body: string): string {
  return `${status} ${JSON.stringify(body.slice(0, 60))} (${body.length} bytes)`;
}
