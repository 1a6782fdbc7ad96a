import { describe, expect, test } from '@jest/globals';
import { conformanceCases, runConformance } from '../src/index.ts';
import { faultyLifecycles } from './faulty-lifecycles.ts';
import { faultyRequests } from './faulty-requests.ts';
import { faultyResponses } from './faulty-responses.ts';
import type { FaultyCase } from './faulty-transport.ts';

const all: readonly FaultyCase[] = [...faultyRequests, ...faultyResponses, ...faultyLifecycles];

describe('the kit detects a transport that', () => {
  test.each(all)('%s', async (_fault, detectedBy, createTransport) => {
    expect(conformanceCases.map((each) => each.name)).toContain(detectedBy);
    const report = await runConformance({ createTransport, only: [detectedBy] });
    expect(report).toMatchObject({ ok: false, passed: [], notClaimed: [], inconclusive: [] });
    expect(report.failed.map((each) => each.name)).toEqual([detectedBy]);
    // The case must report the fault, not crash.
    expect(report.failed[0]?.error.name).toBe('ConformanceFailure');
  });
});
