import { expect, test } from '@jest/globals';
import { killDownloads } from './support/killed-downloads.ts';

test('500 kills at random moments of downloads never leave a wrong file', async () => {
  const killed = await killDownloads({ seed: 7, kills: 500, longestLife: 1_200, pause: 12, concurrency: 4 });
  expect(killed).toMatchObject({ wrong: 0, remains: [] });
  expect(killed.kills).toBeGreaterThanOrEqual(500);
  expect(killed.files).toBeGreaterThan(50);
  expect(killed.continued).toBeGreaterThan(100);
});
