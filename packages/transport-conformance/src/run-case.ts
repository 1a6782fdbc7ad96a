import { CaseContext } from './case-context.ts';
import { setTimerTolerance, within } from './clock.ts';
import type { ConformanceCase } from './conformance-case.ts';
import { ConformanceFailure, describeError, Inconclusive } from './expectation.ts';
import type { ConformanceOptions } from './run-conformance.ts';

/** Milliseconds that a case may take; the slowest takes about one second. */
const CASE_LIMIT = 10_000;

/** How a case ended. `error` says what was required, what was observed and where the requirement comes from. */
export type Outcome =
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed'; readonly error: Error }
  | { readonly kind: 'inconclusive'; readonly reason: string };

/** Runs one case with a new transport and new servers, and cleans up afterwards. Never rejects. */
export async function runCase(
  testCase: ConformanceCase,
  { createTransport, timerTolerance }: Pick<ConformanceOptions, 'createTransport' | 'timerTolerance'>,
): Promise<Outcome> {
  setTimerTolerance(timerTolerance);
  const unhandled: unknown[] = [];
  // The listener also keeps the process alive: an unhandled rejection is a fault of the transport, to be reported.
  const onUnhandled = (reason: unknown): void => void unhandled.push(reason);
  process.on('unhandledRejection', onUnhandled);
  let context: CaseContext | null = null;
  try {
    context = await CaseContext.open(createTransport);
    await within(CASE_LIMIT, testCase.run(context), 'The end of the case');
    await context.dispose();
    await new Promise((resolve) => setImmediate(resolve));
    if (unhandled.length > 0) {
      throw new ConformanceFailure(`The transport left a rejection unhandled: ${describeError(unhandled[0])}.`);
    }
    return { kind: 'passed' };
  } catch (error) {
    const received = context?.receivedRequests() ?? '(none)';
    await context?.dispose().catch(() => {});
    if (error instanceof Inconclusive) return { kind: 'inconclusive', reason: error.message };
    const message = error instanceof ConformanceFailure ? error.message : `Unexpected ${describeError(error)}.`;
    return { kind: 'failed', error: new ConformanceFailure(report(testCase, message, received), { cause: error }) };
  } finally {
    process.off('unhandledRejection', onUnhandled);
  }
}

function report({ subject, name, rule }: ConformanceCase, message: string, received: string): string {
  return `${subject}: ${name}\n${message}\nRule: ${rule}\nRequests received by the server: ${received}`;
}
