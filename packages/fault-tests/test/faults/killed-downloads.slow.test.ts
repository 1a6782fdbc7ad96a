import { expect, test } from '@jest/globals';
import { killDownloads } from './support/killed-downloads.ts';

// 500 of them are part of `npm run test:soak`.
test('100 kills at random moments of downloads never leave a wrong file', async () => {
  const killed = await killDownloads({ seed: 8, kills: 100, longestLife: 1_200, pause: 12, concurrency: 4 });
  expect(killed).toMatchObject({ wrong: 0, remains: [] });
  expect(killed.kills).toBeGreaterThanOrEqual(100);
  expect(killed.files).toBeGreaterThan(5);
  expect(killed.continued).toBeGreaterThan(10);
});
