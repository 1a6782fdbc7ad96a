import { describe, expect, test } from '@jest/globals';
import { defineConformanceTests } from '@req/transport-conformance';
import { UndiciTransport } from '@req/transport-undici';

/** undici 8 asks for Node 22.19: on an older one it cannot even be imported. */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major > 22 || (major === 22 && minor >= 19)) {
  const undici = await import('undici8');

  describe(`over undici 8, on Node ${process.versions.node}`, () => {
    test('it is undici 8 that is tested', () => {
      expect('Dispatcher1Wrapper' in undici).toBe(true);
    });

    defineConformanceTests({
      describe,
      test,
      createTransport: () => new UndiciTransport({ undici }),
      timerTolerance: 5_000,
    });
  });
} else {
  test(`Node ${process.versions.node} is too old for undici 8: importing it throws`, async () => {
    await expect(import('undici8')).rejects.toThrow();
  });
}
