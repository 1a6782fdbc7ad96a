import { Session, type Transport } from '@req/core';
import type { Case } from '../cases/case.ts';
import { recordFailure } from '../record/record-failure.ts';
import type { SeenResult } from '../record/seen.ts';
import type { Cleanup } from '../values/cleanup.ts';
import { playStep, type Stage } from './play-step.ts';
import { applySettings } from './session-settings.ts';

/** What a case is played with. */
export interface PlayContext {
  readonly transport: Transport;
  readonly cleanup: Cleanup;
  /** Milliseconds that the whole case may take. */
  readonly limit: number;
}

/**
 * Plays the steps of a case, whose placeholders are filled in, in a session of their own. Stops at a step that the
 * transport declares it cannot do, and at one that has no result within the limit: the rest would mean nothing.
 */
export async function playCase(played: Case, { transport, cleanup, limit }: PlayContext): Promise<SeenResult[]> {
  const deadline = performance.now() + limit;
  const session = new Session({ transport });
  try {
    applySettings(session, played.session ?? {}, cleanup);
  } catch (error) {
    // A setting that is refused at once: Requests notices it with the first request, and nothing is sent either way.
    return [{ error: recordFailure(error) }];
  }
  const stage: Stage = { session, transport, cleanup, last: null };
  const results: SeenResult[] = [];
  for (const [i, step] of played.steps.entries()) {
    const kind = Object.keys(step).find((key) => key !== 'read' && key !== 'jar');
    const late = `step ${i} (${kind}) gave no result within the ${limit} ms of the case`;
    const result = await within(playStep(step, stage), { ms: deadline - performance.now(), late });
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
