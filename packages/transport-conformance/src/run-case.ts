import { CaseContext } from './case-context.ts';
import { setTimerTolerance, within } from './clock.ts';
import type { ConformanceCase } from './conformance-case.ts';
import { ConformanceFailure, describeError, Inconclusive } from './expectation.ts';
import type { ConformanceOptions } from './run-conformance.ts';

/** Milliseconds that a case may take; the slowest takes about one second. */
export const CASE_LIMIT = 10_000;

/** How a case ended. `error` tells an implementer what was expected, and what was seen on the wire. */
export type Outcome =
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed'; readonly error: Error }
  | { readonly kind: 'inconclusive'; readonly reason: string };

/** Runs one case with a transport and servers of its own, and cleans up after it. Never rejects. */
export async function runCase(
  each: ConformanceCase,
  { createTransport: create, timerTolerance }: Pick<ConformanceOptions, 'createTransport' | 'timerTolerance'>,
): Promise<Outcome> {
  setTimerTolerance(timerTolerance);
  const stray: unknown[] = [];
  const noteStray = (reason: unknown): void => void stray.push(reason);
  // Also keeps the process alive: a rejection nobody handles is the transport's mistake, to be named.
  process.on('unhandledRejection', noteStray);
  let context: CaseContext | null = null;
  try {
    context = await CaseContext.open(create);
    await within(CASE_LIMIT, each.run(context), 'The end of the case');
    await context.dispose();
    await new Promise((resolve) => setImmediate(resolve));
    if (stray.length > 0) {
      throw new ConformanceFailure(`A rejection was left unhandled: ${describeError(stray[0])}.`);
    }
    return { kind: 'passed' };
  } catch (error) {
    const wire = context?.wire() ?? 'nothing';
    await context?.dispose().catch(() => {});
    if (error instanceof Inconclusive) return { kind: 'inconclusive', reason: error.message };
    const message = error instanceof ConformanceFailure ? error.message : `Unexpected ${describeError(error)}.`;
    return {
      kind: 'failed',
      error: new ConformanceFailure(`${each.subject}: ${each.name}\n${message}\nOn the wire: ${wire}`, {
        cause: error,
      }),
    };
  } finally {
    process.off('unhandledRejection', noteStray);
  }
}
