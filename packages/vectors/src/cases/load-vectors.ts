import { readdirSync, readFileSync } from 'node:fs';
import type { Group } from './case.ts';

/** The folder of the recorded cases, relative to both `src` and `dist`. */
const FOLDER: URL = new URL('../../../../conformance/vectors/', import.meta.url);

/** All groups of recorded cases, sorted by name. */
export function loadVectors(folder: URL = FOLDER): Group[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return files.sort().map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Group);
}
