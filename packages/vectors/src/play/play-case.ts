import { Session, type Transport } from '@req/core';
import type { Case } from '../cases/case.ts';
import { recordFailure } from '../record/record-failure.ts';
import type { SeenResult } from '../record/seen.ts';
import type { Cleanup } from '../values/cleanup.ts';
import { playStep, type StepContext } from './play-step.ts';
import { applySettings } from './session-settings.ts';

export interface PlayContext {
  readonly transport: Transport;
  readonly cleanup: Cleanup;
  /** Time limit for the whole case, in milliseconds. */
  readonly limit: number;
}

/**
 * Runs the steps of a case, with its placeholders replaced, in a new session. Stops at a step that the transport does not
 * support and at one that exceeds the time limit, because the following steps depend on it.
 */
export async function playCase(played: Case, { transport, cleanup, limit }: PlayContext): Promise<SeenResult[]> {
  const deadline = performance.now() + limit;
  const session = new Session({ transport });
  try {
    applySettings(session, played.session ?? {}, cleanup);
  } catch (error) {
    // A setting that is rejected immediately. Requests rejects it with the first request; in both nothing is sent.
    return [{ error: recordFailure(error) }];
  }
  const context: StepContext = { session, transport, cleanup, last: null };
  const results: SeenResult[] = [];
  for (const [i, step] of played.steps.entries()) {
    const kind = Object.keys(step).find((key) => key !== 'read' && key !== 'jar');
    const late = `step ${i} (${kind}) did not end within ${limit} ms`;
    const result = await within(playStep(step, context), { ms: deadline - performance.now(), late });
    results.push(result);
    if (result.incomplete !== undefined || result.error?.capability !== undefined) break;
  }
  return results;
}

async function within(result: Promise<SeenResult>, { ms, late }: { ms: number; late: string }): Promise<SeenResult> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const expired = new Promise<SeenResult>((resolve) => {
    timer = setTimeout(() => resolve({ incomplete: late }), Math.max(ms, 0));
  });
  try {
    return await Promise.race([result, expired]);
  } finally {
    clearTimeout(timer);
  }
}
