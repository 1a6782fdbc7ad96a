import { describe, expect, test } from '@jest/globals';
import { MEBIBYTE, superlinear } from '@req/test-support/cpu-time';
import { ENTRY_POINTS } from './entry-points.ts';

/** Quadratic work shows long before; `linear.slow.test.ts` goes on, and `linear.soak.test.ts` with all texts. */
const SHORT = MEBIBYTE / 32;

describe('text of others, whatever it holds, is read in linear time', () => {
  describe.each(ENTRY_POINTS)('$name', ({ read, texts }) => {
    test.each(texts.slice(0, 1))('%j', async (_, make) => {
      expect(await superlinear(make, read, { most: SHORT })).toBeNull();
    });
  });
});

test('negative control: quadratic time is detected', async () => {
  const trimmed = (text: string): string => text.replace(/ +$/, '');
  expect(await superlinear((size) => `${' '.repeat(size)}x`, trimmed, { most: SHORT })).not.toBeNull();
});
