import type { Capability, Transport } from '@req/core';
import type { ConformanceCase } from './conformance-case.ts';
import { ConformanceFailure } from './expectation.ts';
import { runCase } from './run-case.ts';
import { type ConformanceOptions, selectCases, staleDeviation, unknownDeviations } from './run-conformance.ts';

/** Where the tests are registered: `describe` and `test` of jest, vitest or node:test. */
export interface TestFramework {
  readonly describe: (name: string, body: () => void) => unknown;
  readonly test: (name: string, body: () => Promise<void>, timeout?: number) => unknown;
}

export interface ConformanceTestOptions extends ConformanceOptions, TestFramework {
  /**
   * What the transport claims; needed only when `createTransport` returns a promise, because the titles of the tests
   * tell what is not claimed. A test makes sure that it is true.
   */
  readonly capabilities?: ReadonlySet<Capability>;
}

/** Milliseconds; jest's own limit is shorter than that of a case. */
const TEST_LIMIT = 120_000;

/**
 * Registers one test for each case. A case that needs what the transport does not claim becomes a test, titled
 * `not claimed`, that the claim is really missing; a named deviation becomes one that the case really fails.
 */
export function defineConformanceTests(options: ConformanceTestOptions): void {
  const capabilities = options.capabilities ?? claimedBy(options.createTransport);
  // node:test has no `each`, has no limit of its own, and takes no number as third argument.
  const register = (name: string, body: () => Promise<void>): unknown =>
    'each' in options.test ? options.test(name, body, TEST_LIMIT) : options.test(name, body);
  const subjects = new Map<string, ConformanceCase[]>();
  for (const each of selectCases(options)) {
    const list = subjects.get(each.subject);
    if (list === undefined) subjects.set(each.subject, [each]);
    else list.push(each);
  }
  for (const [subject, cases] of subjects) {
    options.describe(subject, () => {
      for (const each of cases) defineTest(each, { options, capabilities, register });
    });
  }
  register('every named deviation is one of a case', async () => {
    const unknown = unknownDeviations(options);
    if (unknown.length > 0) throw new ConformanceFailure(`There is no case of these names: ${unknown.join('; ')}`);
  });
}

interface Registration {
  readonly options: ConformanceTestOptions;
  readonly capabilities: ReadonlySet<Capability>;
  readonly register: (name: string, body: () => Promise<void>) => unknown;
}

function defineTest(each: ConformanceCase, { options, capabilities, register }: Registration): void {
  const missing = each.needs.filter((capability) => !capabilities.has(capability));
  const reason = options.deviations?.[each.name];
  if (missing.length > 0) {
    register(`not claimed (${missing.join(', ')}): ${each.name}`, async () => {
      const transport = await options.createTransport();
      await transport.close();
      const claimed = missing.filter((capability) => transport.capabilities.has(capability));
      if (claimed.length > 0) throw new ConformanceFailure(`The transport does claim ${claimed.join(', ')}.`);
      if (reason !== undefined) throw new ConformanceFailure('A deviation is named for what is not claimed anyway.');
    });
    return;
  }
  register(reason === undefined ? each.name : `deviates (${reason}): ${each.name}`, async () => {
    const outcome = await runCase(each, options);
    if (outcome.kind === 'inconclusive') console.warn(`Not provable here: ${each.name} (${outcome.reason})`);
    else if (reason === undefined && outcome.kind === 'failed') throw outcome.error;
    else if (reason !== undefined && outcome.kind === 'passed') throw new ConformanceFailure(staleDeviation(reason));
  });
}

function claimedBy(createTransport: () => Transport | Promise<Transport>): ReadonlySet<Capability> {
  const transport = createTransport();
  if (!('capabilities' in transport)) {
    transport.then((late) => late.close()).catch(() => {});
    throw new TypeError('createTransport returns a promise: defineConformanceTests then needs `capabilities`.');
  }
  transport.close().catch(() => {});
  return transport.capabilities;
}
