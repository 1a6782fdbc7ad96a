import { expect, test } from '@jest/globals';
import { killDownloads } from './support/killed-downloads.ts';

test('a download whose process is killed at random is continued, and never leaves a wrong file', async () => {
  const killed = await killDownloads({ seed: 1, kills: 4, longestLife: 300, pause: 4, concurrency: 2 });
  expect(killed).toMatchObject({ wrong: 0, remains: [] });
  expect(killed.kills).toBeGreaterThanOrEqual(4);
  expect(killed.files).toBeGreaterThan(0);
});
