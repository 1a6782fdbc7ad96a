import { beforeAll, describe, expect, test } from '@jest/globals';
import * as exceptions from '@req/core';
import { testCertificates } from '@req/test-support/certificates';
import { TRANSPORTS, type TransportName } from '@req/test-support/transports';
import type { TestCertificates } from '@req/testserver';
import { builtInFetch } from '../../../grid/built-in-fetch.ts';
import type { FaultCase, FaultGroup, Right } from '../../../grid/fault-case.ts';
import { ReqClient } from '../../../grid/run/req-client.ts';
import { GOOD_BODY, type Outcome, runFault } from '../../../grid/run/run-fault.ts';
import { resourcesHeld, resourcesReleased } from './resources.ts';

/** Milliseconds after which it hangs: nothing in the grid takes a tenth of that, however busy the machine. */
const PATIENCE = 60_000;

const CLASSES: Readonly<Record<string, unknown>> = exceptions;

/**
 * One test for each case, transport and way to read. An unhandled rejection or an uncaught exception fails the test that
 * runs: jest listens for both.
 */
export function defineGroup({ title, cases }: FaultGroup): void {
  let certificates: TestCertificates;
  beforeAll(async () => {
    certificates = await testCertificates();
  });
  describe(title, () => {
    for (const transport of Object.keys(TRANSPORTS) as TransportName[]) {
      for (const fault of cases) {
        for (const stream of [false, true]) {
          const exception = transport === 'built-in fetch' ? builtInFetch.get(fault.name) : undefined;
          const right = exception?.right ?? fault.right;
          test(`${fault.name} over ${transport}, stream: ${stream}: ${describeRight(right)}`, async () => {
            const before = resourcesHeld();
            const client = new ReqClient(TRANSPORTS[transport]());
            // The platform keeps the connections of its fetch, and nobody can close them.
            const keepsIdle = transport === 'built-in fetch';
            const lingers = exception?.lingers === true;
            const outcome = await runFault(fault, {
              client,
              stream,
              certificates,
              patience: PATIENCE,
              timeout: 30_000,
              // What lingers does so at once: nothing is waited for.
              closing: lingers ? 0 : PATIENCE,
              keepsIdle,
            });
            expectRight(outcome, exception?.orRight === true && isRight(outcome, fault.right) ? fault.right : right);
            const requests = exception?.requests ?? fault.requests;
            expectAfterwards(outcome, fault, { requests, lingers });
            await resourcesReleased(before);
          });
        }
      }
    }
  });
}

function describeRight(right: Right): string {
  return 'error' in right ? right.error : `a response with status ${right.status}`;
}

function isRight({ end }: Outcome, right: Right): boolean {
  return end.kind === 'error' && 'error' in right && (end.error as Error).name === right.error;
}

function expectRight({ end }: Outcome, right: Right): void {
  if (end.kind === 'hang') throw new Error(`Nothing came of it in ${PATIENCE} ms.`);
  if ('error' in right) {
    if (end.kind === 'answer') throw new Error(`A response was returned: ${show(end.answer.status, end.answer.body)}`);
    const { error } = end;
    expect(error).toBeInstanceOf(exceptions.RequestException);
    expect({ is: (error as Error).name, error }).toMatchObject({ is: right.error });
    expect(error).toBeInstanceOf(CLASSES[right.error]);
    if (right.also !== undefined) expect(error).toBeInstanceOf(CLASSES[right.also]);
  } else {
    if (end.kind === 'error') throw end.error;
    const { answer } = end;
    expect(show(answer.status, answer.body)).toBe(show(right.status, right.body));
    expect(answer.body === right.body).toBe(true);
    if (right.reason !== undefined) expect(answer.reason).toBe(right.reason);
    if (right.header !== undefined) expect(answer.header(right.header[0])).toBe(right.header[1]);
  }
}

interface Also {
  readonly lingers: boolean;
  readonly requests: number | undefined;
}

function expectAfterwards(outcome: Outcome, fault: FaultCase, { requests, lingers }: Also): void {
  expect(outcome.afterwards).toBe(GOOD_BODY);
  if (requests !== undefined) expect(outcome.requests).toBe(requests);
  // Not a byte of what was meant for the other end of the tunnel.
  if (fault.ask?.asProxy === true) expect(outcome.received).not.toContain('/fault');
  expect(outcome.openAfterClose).toBe(lingers ? 1 : 0);
}

function show(status: number, body: string): string {
  return `${status} ${JSON.stringify(body.slice(0, 60))} (${body.length} bytes)`;
}
