import { describe, expect, test } from '@jest/globals';
import type { Case, WireRequest } from '../src/cases/case.ts';
import type { Applicability } from '../src/outcome/applicability.ts';
import { type EvaluationContext, evaluateCase } from '../src/outcome/evaluate-case.ts';
import type { SeenResult } from '../src/record/seen.ts';

const FIRST: WireRequest = { at: 'A', line: 'GET /a HTTP/1.1', headers: [], framing: 'none' };
const SECOND: WireRequest = { ...FIRST, line: 'GET /b HTTP/1.1' };
const CASE: Case = { id: 'g/c', doc: '', steps: [], expect: { wire: [FIRST, SECOND], results: [{ set: true }] } };
const APPLIES: Applicability = { kind: 'applies' };
const NEEDS_PROXY: Applicability = { kind: 'may be unsupported', missing: ['proxy'] };

function kind(wire: WireRequest[], result: SeenResult, given: Partial<EvaluationContext> = {}): string {
  const context = {
    applicability: APPLIES,
    deviations: { addedHeaders: [], cases: [] },
    knownFailures: {},
    onAddedHeader: () => {},
  };
  return evaluateCase({ filled: CASE, seen: { wire, results: [result] } }, { ...context, ...given }).kind;
}

function refused(capability: string): SeenResult {
  return { error: { class: 'UnsupportedByTransport', isA: [], hasRequest: true, hasResponse: false, capability } };
}

const PASSED: SeenResult = { set: true };
const ALL = [FIRST, SECOND];

describe('the outcome of a case', () => {
  test('is passed or failed when the case applies', () => {
    expect(kind(ALL, PASSED)).toBe('passed');
    expect(kind([FIRST], PASSED)).toBe('failed');
    expect(kind([], refused('proxy'))).toBe('failed');
  });

  test('is unsupported when the error names a missing capability and nothing that needs it was sent', () => {
    expect(kind(ALL, PASSED, { applicability: NEEDS_PROXY })).toBe('passed');
    expect(kind([], refused('proxy'), { applicability: NEEDS_PROXY })).toBe('unsupported');
    expect(kind([FIRST], refused('proxy'), { applicability: NEEDS_PROXY })).toBe('unsupported');
    expect(kind([SECOND], refused('proxy'), { applicability: NEEDS_PROXY })).toBe('failed');
    expect(kind(ALL, refused('proxy'), { applicability: NEEDS_PROXY })).toBe('failed');
    expect(kind([], refused('tls'), { applicability: NEEDS_PROXY })).toBe('failed');
    expect(kind([FIRST], PASSED, { applicability: NEEDS_PROXY })).toBe('failed');
  });

  test('is failed when a case passes although it is listed as a deviation or failure', () => {
    const deviations = { addedHeaders: [], cases: [{ cases: ['g/c'], reason: 'r' }] };
    expect(kind([FIRST], PASSED, { deviations })).toBe('unsupported');
    expect(kind(ALL, PASSED, { deviations })).toBe('failed');
    expect(kind([FIRST], PASSED, { knownFailures: { 'g/c': 'r' } })).toBe('known failure');
    expect(kind(ALL, PASSED, { knownFailures: { 'g/c': 'r' } })).toBe('failed');
  });

  test('allows the headers that a client is known to add, and reports which were added', () => {
    const added: string[] = [];
    const deviations = { addedHeaders: ['accept-language', 'x-never'], cases: [] };
    const wire = ALL.map((each): WireRequest => ({ ...each, headers: [['Accept-Language', '*']] }));
    expect(kind(wire, PASSED, { deviations, onAddedHeader: (name) => added.push(name) })).toBe('passed');
    expect(kind(wire, PASSED)).toBe('failed');
    expect(new Set(added)).toEqual(new Set(['accept-language']));
  });
});
