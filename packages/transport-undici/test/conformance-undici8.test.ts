import { describe, expect, jest, test } from '@jest/globals';
import { defineConformanceTests } from '@req/transport-conformance';

/** undici 8 asks for Node 22.19: on an older one it cannot even be imported. */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major > 22 || (major === 22 && minor >= 19)) {
  jest.unstable_mockModule('undici', () => import('undici8'));
  const { UndiciTransport } = await import('@req/transport-undici');
  const undici = await import('undici');

  describe(`over undici 8, on Node ${process.versions.node}`, () => {
    test('it is undici 8 that is under test', () => {
      expect('Dispatcher1Wrapper' in undici).toBe(true);
    });

    defineConformanceTests({ describe, test, createTransport: () => new UndiciTransport(), timerTolerance: 5_000 });
  });
} else {
  test(`nothing is told of undici 8: Node ${process.versions.node} is too old for it, importing it throws`, async () => {
    await expect(import('undici8')).rejects.toThrow();
  });
}
