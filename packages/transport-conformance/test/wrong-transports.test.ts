import { describe, expect, test } from '@jest/globals';
import { conformanceCases, runConformance } from '../src/index.ts';
import { wrongLives } from './wrong-lives.ts';
import { wrongRequests } from './wrong-requests.ts';
import { wrongResponses } from './wrong-responses.ts';
import type { Wrong } from './wrong-transport.ts';

const all: readonly Wrong[] = [...wrongRequests, ...wrongResponses, ...wrongLives];

describe('the kit finds a transport that', () => {
  test.each(all)('%s', async (_does, caught, make) => {
    expect(conformanceCases.map((each) => each.name)).toContain(caught);
    const report = await runConformance({ createTransport: make, only: [caught] });
    expect(report).toMatchObject({ ok: false, passed: [], notClaimed: [], inconclusive: [] });
    expect(report.failed.map((each) => each.name)).toEqual([caught]);
    // Its own word, not a crash of the case.
    expect(report.failed[0]?.error.name).toBe('ConformanceFailure');
  });
});
