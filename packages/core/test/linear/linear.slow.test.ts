import { describe, expect, test } from '@jest/globals';
import { MEBIBYTE, superlinear } from '@req/test-support/cpu-time';
import { ENTRY_POINTS } from './entry-points.ts';

describe('text of others is read in linear time up to 1 MiB, the first text of each entry point', () => {
  describe.each(ENTRY_POINTS)('$name', ({ read, texts }) => {
    test.each(texts.slice(0, 1))('%j', async (_, make) => {
      expect(await superlinear(make, read)).toBeNull();
    });
  });
});

describe('and the second and third up to 32 KiB', () => {
  describe.each(ENTRY_POINTS.filter(({ texts }) => texts.length > 1))('$name', ({ read, texts }) => {
    test.each(texts.slice(1, 3))('%j', async (_, make) => {
      expect(await superlinear(make, read, { most: MEBIBYTE / 32 })).toBeNull();
    });
  });
});
