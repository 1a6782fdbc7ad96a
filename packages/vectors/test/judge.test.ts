import { describe, expect, test } from '@jest/globals';
import type { Case, WireRequest } from '../src/cases/case.ts';
import type { Claim } from '../src/claims/claims.ts';
import { type JudgeContext, judge } from '../src/claims/judge.ts';
import type { SeenResult } from '../src/record/seen.ts';

const FIRST: WireRequest = { at: 'A', line: 'GET /a HTTP/1.1', headers: [], framing: 'none' };
const SECOND: WireRequest = { ...FIRST, line: 'GET /b HTTP/1.1' };
const CASE: Case = { id: 'g/c', doc: '', steps: [], expect: { wire: [FIRST, SECOND], results: [{ set: true }] } };
const CLAIMED: Claim = { kind: 'claimed' };
const MISSING: Claim = { kind: 'missing', capabilities: ['proxy'] };

function kind(wire: WireRequest[], result: SeenResult, given: Partial<JudgeContext> = {}): string {
  const context = { claim: CLAIMED, deviations: { addedHeaders: [], cases: [] }, notYet: {}, onAddedHeader: () => {} };
  return judge({ filled: CASE, seen: { wire, results: [result] } }, { ...context, ...given }).kind;
}

function refused(capability: string): SeenResult {
  return { error: { class: 'UnsupportedByTransport', isA: [], hasRequest: true, hasResponse: false, capability } };
}

const PASSED: SeenResult = { set: true };
const ALL = [FIRST, SECOND];

describe('the judgement of a case', () => {
  test('is passed or failed when it is claimed', () => {
    expect(kind(ALL, PASSED)).toBe('passed');
    expect(kind([FIRST], PASSED)).toBe('failed');
    expect(kind([], refused('proxy'))).toBe('failed');
  });

  test('is declared when a missing capability is named before anything that needs it was sent', () => {
    expect(kind(ALL, PASSED, { claim: MISSING })).toBe('passed');
    expect(kind([], refused('proxy'), { claim: MISSING })).toBe('declared');
    expect(kind([FIRST], refused('proxy'), { claim: MISSING })).toBe('declared');
    expect(kind([SECOND], refused('proxy'), { claim: MISSING })).toBe('failed');
    expect(kind(ALL, refused('proxy'), { claim: MISSING })).toBe('failed');
    expect(kind([], refused('tls'), { claim: MISSING })).toBe('failed');
    expect(kind([FIRST], PASSED, { claim: MISSING })).toBe('failed');
  });

  test('is not spoilt by a list: an entry for a case that passes fails', () => {
    const deviations = { addedHeaders: [], cases: [{ cases: ['g/c'], reason: 'r' }] };
    expect(kind([FIRST], PASSED, { deviations })).toBe('declared');
    expect(kind(ALL, PASSED, { deviations })).toBe('failed');
    expect(kind([FIRST], PASSED, { notYet: { 'g/c': 'r' } })).toBe('not yet');
    expect(kind(ALL, PASSED, { notYet: { 'g/c': 'r' } })).toBe('failed');
  });

  test('takes headers that a client is known to add, and tells which', () => {
    const added: string[] = [];
    const deviations = { addedHeaders: ['accept-language', 'x-never'], cases: [] };
    const wire = ALL.map((each): WireRequest => ({ ...each, headers: [['Accept-Language', '*']] }));
    expect(kind(wire, PASSED, { deviations, onAddedHeader: (name) => added.push(name) })).toBe('passed');
    expect(kind(wire, PASSED)).toBe('failed');
    expect(new Set(added)).toEqual(new Set(['accept-language']));
  });
});
