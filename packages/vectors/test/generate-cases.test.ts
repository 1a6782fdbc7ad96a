import { describe, expect, test } from '@jest/globals';
import type { Json, Read, Reply, Step } from '../src/cases/case.ts';
import { loadVectors } from '../src/cases/load-vectors.ts';
import type { GivenCase } from '../src/generate/draft.ts';
import { countCalls, generateCase, generateCases } from '../src/generate/generate-cases.ts';
import { EXCLUDED } from '../src/outcome/applicability.ts';

const generated: readonly GivenCase[] = [11, 12, 13].flatMap((seed) => generateCases(seed, 1000));
const recorded = loadVectors().flatMap(({ cases }) => cases);

/** Keys of all objects that these steps hold under `call`, `prepare` and so on. */
function keysIn(steps: readonly Step[]): Set<string> {
  return new Set(steps.flatMap((step) => Object.keys(step)));
}

function optionNames(cases: readonly { steps: readonly Step[] }[]): Set<string> {
  const targets = cases.flatMap(({ steps }) => steps.flatMap((step) => Object.values(step)));
  return new Set(targets.flatMap((target) => Object.keys((target as { options?: object }).options ?? {})));
}

function tags(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = Array.isArray(value) ? [] : Object.keys(value).filter((key) => key.startsWith('$'));
  return [...own, ...Object.values(value).flatMap(tags)];
}

function readName(read: Read): string {
  return typeof read === 'string' ? read : (Object.keys(read)[0] as string);
}

function requestOf(step: Step): { data?: Json; json?: Json; files?: Json } {
  return (step.call ?? step.send ?? step.prepare)?.options ?? {};
}

function bodyLength({ raw }: Reply): [declared: number, real: number] | null {
  if (raw === undefined) return null;
  const end = raw.indexOf('\r\n\r\n');
  const length = /^content-length: (\d+)$/im.exec(raw.slice(0, end))?.[1];
  return length === undefined ? null : [Number(length), raw.length - end - 4];
}

describe('generated cases', () => {
  test('are the same for the same seed and different for another', () => {
    expect(generateCases(5, 200)).toEqual(generateCases(5, 200));
    expect(generateCases(5, 200)).not.toEqual(generateCases(6, 200));
  });

  test('depend only on seed and number, so that a single one can be generated again', () => {
    expect(generateCases(5, 200)[40]).toEqual(generateCase(5, 40));
  });

  test('contain at least the requested number of calls, and at most two more', () => {
    const calls = generateCases(7, 500).reduce((sum, each) => sum + countCalls(each), 0);
    expect(calls).toBeGreaterThanOrEqual(500);
    expect(calls).toBeLessThan(503);
  });

  test('survive a round trip through JSON, with which they are passed to Python', () => {
    expect(JSON.parse(JSON.stringify(generated))).toEqual(generated);
  });

  test('use only steps, options, tags and reads that recorded cases use', () => {
    const steps = recorded.flatMap((each) => each.steps);
    const known = new Set(tags(recorded.map(({ session, steps: all }) => [session, all])));
    const reads = new Set(steps.flatMap(({ read }) => read ?? []).map(readName));
    const made = generated.flatMap((each) => each.steps);
    const subset = (some: Iterable<string>, all: ReadonlySet<string>): string[] => [...some].filter((x) => !all.has(x));
    expect(subset(keysIn(made), keysIn(steps))).toEqual([]);
    expect(subset(optionNames(generated), optionNames(recorded))).toEqual([]);
    expect(subset(tags(generated), known)).toEqual([]);
    expect(subset(made.flatMap(({ read }) => read ?? []).map(readName), reads)).toEqual([]);
  });

  test('need nothing that is excluded on all transports', () => {
    const needs = new Set(generated.flatMap((each) => each.needs ?? []));
    expect([...needs].filter((word) => Object.hasOwn(EXCLUDED, word))).toEqual([]);
  });

  test('name their needs: streaming-upload, proxy', () => {
    const proxied = generated.filter(({ session }) => session?.proxies !== undefined);
    expect(proxied.length).toBeGreaterThan(0);
    expect(proxied.filter(({ needs }) => !needs?.includes('proxy'))).toEqual([]);
    const streaming = generated.filter(({ steps }) =>
      JSON.stringify(steps.map(requestOf)).includes('"seekable":false'),
    );
    expect(streaming.length).toBeGreaterThan(0);
    expect(streaming.filter(({ needs }) => !needs?.includes('streaming-upload'))).toEqual([]);
  });

  test('contain no integer-like keys, which JavaScript objects would reorder', () => {
    const keys = (value: unknown): string[] => {
      if (typeof value !== 'object' || value === null) return [];
      return [...(Array.isArray(value) ? [] : Object.keys(value)), ...Object.values(value).flatMap(keys)];
    };
    expect(keys(generated.map(({ session, steps }) => [session, steps])).filter((key) => /^\d+$/.test(key))).toEqual(
      [],
    );
  });

  test('have a Content-Length that matches the body of the reply', () => {
    const lengths = generated.filter(({ steps }) => !/"head"|"HEAD"/.test(JSON.stringify(steps)));
    const wrong = lengths
      .flatMap(({ replies }) => (replies ?? []).map(bodyLength))
      .filter((pair) => pair?.[0] !== pair?.[1]);
    expect(wrong).toEqual([]);
  });

  test('cover every part of a request and of a response', () => {
    const text = JSON.stringify(generated);
    const parts = ['"params"', '"data"', '"json"', '"files"', '"headers"', '"cookies"', '"auth"', '"digest"', '.netrc'];
    const more = [
      '"$stream"',
      '"$file"',
      '"iterLines"',
      '"iterContent"',
      'Content-Encoding',
      'chunked',
      '"maxRedirects"',
    ];
    const others = ['Set-Cookie', '{B.netloc}', '308 Permanent', '"bare"', '"send"', '"api"', '"links"', '"timeout"'];
    expect([...parts, ...more, ...others].filter((part) => !text.includes(part))).toEqual([]);
  });
});
