import type { Capability, Transport } from '@req/core';
import type { ConformanceCase } from './conformance-case.ts';
import { ConformanceFailure } from './expectation.ts';
import { runCase } from './run-case.ts';
import {
  type ConformanceOptions,
  selectCases,
  staleDeviation,
  unknownDeviations,
  unneededDeviation,
} from './run-conformance.ts';

/** `describe` and `test` of jest, vitest or node:test. */
export interface TestFramework {
  /** Groups tests under a title. */
  readonly describe: (name: string, body: () => void) => unknown;
  /** Registers a test. */
  readonly test: (name: string, body: () => Promise<void>, timeout?: number) => unknown;
}

/** The options of `defineConformanceTests()`. */
export interface ConformanceTestOptions extends ConformanceOptions, TestFramework {
  /**
   * The transport's capabilities. Required only if `createTransport` returns a promise, because the titles of tests say
   * which cases are not claimed.
   */
  readonly capabilities?: ReadonlySet<Capability>;
}

/** Milliseconds. The default of jest is shorter than the limit of a case. */
const TEST_LIMIT = 120_000;

type Register = (name: string, body: () => Promise<void>) => unknown;

/**
 * Registers one test for each case. For a case whose capabilities the transport does not claim, the test, titled `not
 * claimed`, checks that it really does not; for a listed deviation it checks that the case really fails.
 * @throws TypeError if `createTransport` returns a promise and `capabilities` is missing.
 */
export function defineConformanceTests(options: ConformanceTestOptions): void {
  const capabilities = options.capabilities ?? claimedBy(options.createTransport);
  // node:test has no `each` and no time limit, and takes no number as its third argument.
  const register: Register = (name, body) =>
    'each' in options.test ? options.test(name, body, TEST_LIMIT) : options.test(name, body);
  const subjects = new Map<string, ConformanceCase[]>();
  for (const testCase of selectCases(options)) {
    const list = subjects.get(testCase.subject);
    if (list === undefined) subjects.set(testCase.subject, [testCase]);
    else list.push(testCase);
  }
  for (const [subject, cases] of subjects) {
    options.describe(subject, () => {
      for (const testCase of cases) defineTest(testCase, { options, capabilities, register });
    });
  }
  register('every listed deviation names an existing case', async () => {
    const unknown = unknownDeviations(options);
    if (unknown.length > 0) throw new ConformanceFailure(`There are no cases with these names: ${unknown.join('; ')}`);
  });
}

interface Registration {
  readonly options: ConformanceTestOptions;
  readonly capabilities: ReadonlySet<Capability>;
  readonly register: Register;
}

function defineTest(testCase: ConformanceCase, { options, capabilities, register }: Registration): void {
  const missing = testCase.needs.filter((capability) => !capabilities.has(capability));
  const reason = options.deviations?.[testCase.name];
  if (missing.length > 0) {
    register(`not claimed (${missing.join(', ')}): ${testCase.name}`, async () => {
      const transport = await options.createTransport();
      await transport.close();
      const claimed = missing.filter((capability) => transport.capabilities.has(capability));
      if (claimed.length > 0) throw new ConformanceFailure(`The transport does claim ${claimed.join(', ')}.`);
      if (reason !== undefined) {
        throw new ConformanceFailure(unneededDeviation(`the transport does not claim ${missing.join(', ')}`));
      }
    });
    return;
  }
  register(reason === undefined ? testCase.name : `deviates (${reason}): ${testCase.name}`, async () => {
    const outcome = await runCase(testCase, options);
    if (outcome.kind === 'inconclusive') console.warn(`Inconclusive: ${testCase.name} (${outcome.reason})`);
    else if (reason === undefined && outcome.kind === 'failed') throw outcome.error;
    else if (reason !== undefined && outcome.kind === 'passed') throw new ConformanceFailure(staleDeviation(reason));
  });
}

function claimedBy(createTransport: () => Transport | Promise<Transport>): ReadonlySet<Capability> {
  const transport = createTransport();
  if (!('capabilities' in transport)) {
    transport.then((late) => late.close()).catch(() => {});
    throw new TypeError('createTransport returns a promise, so defineConformanceTests needs `capabilities`.');
  }
  transport.close().catch(() => {});
  return transport.capabilities;
}
