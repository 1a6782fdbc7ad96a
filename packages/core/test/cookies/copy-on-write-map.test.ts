import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CopyOnWriteMap } from '../../src/cookies/copy-on-write-map.ts';

describe('a copy-on-write map', () => {
  test('never sees the writes of its copies, nor they its own', () => {
    const key = fc.stringMatching(/^[a-f]{1,2}$/);
    const action = fc.oneof(
      fc.record({ kind: fc.constant('set' as const), map: fc.nat(3), key, value: fc.nat(9) }),
      fc.record({ kind: fc.constant('delete' as const), map: fc.nat(3), key }),
      fc.record({ kind: fc.constant('copy' as const), map: fc.nat(3), to: fc.nat(3) }),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 80 }), (actions) => {
        const maps = [0, 1, 2, 3].map(() => new CopyOnWriteMap<number>());
        const models = maps.map(() => new Map<string, number>());
        for (const a of actions) {
          const map = maps[a.map] as CopyOnWriteMap<number>;
          const model = models[a.map] as Map<string, number>;
          if (a.kind === 'copy') {
            maps[a.to] = map.copy();
            models[a.to] = new Map(model);
          } else if (a.kind === 'set') {
            map.set(a.key, a.value);
            model.set(a.key, a.value);
          } else {
            map.delete(a.key);
            model.delete(a.key);
          }
          for (const [i, each] of maps.entries()) {
            const expected = models[i] as Map<string, number>;
            expect([each.size, new Map(each)]).toEqual([expected.size, expected]);
            for (const [k, v] of expected) expect(each.get(k)).toBe(v);
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  test('lists the entries of another that it does not share', () => {
    const map = new CopyOnWriteMap<number>();
    for (let i = 0; i < 1000; i++) map.set(`h${i}`, i);
    const copy = map.copy();
    expect([...map.unsharedEntries(copy)]).toEqual([]);
    copy.set('h5', -1);
    const unshared = [...map.unsharedEntries(copy)];
    expect(unshared).toContainEqual(['h5', -1]);
    expect(unshared.length).toBeLessThan(60);
  });
});
