import { describe, expect, test } from '@jest/globals';
import { superlinear } from '@req/test-support/cpu-time';
import { ENTRY_POINTS } from './entry-points.ts';

describe('text of others, whatever it holds, is read in linear time up to 1 MiB', () => {
  describe.each(ENTRY_POINTS)('$name', ({ read, texts }) => {
    test.each(texts)('%j', async (_, make) => {
      expect(await superlinear(make, read, { all: true })).toBeNull();
    });
  });
});
