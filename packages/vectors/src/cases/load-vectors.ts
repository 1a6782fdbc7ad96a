import { readdirSync, readFileSync } from 'node:fs';
import type { Group } from './case.ts';

/** The folder of the recorded cases; the same from `src` and from `dist`. */
const FOLDER: URL = new URL('../../../../conformance/vectors/', import.meta.url);

/** Every group of recorded cases, in the order of their names. */
export function loadVectors(folder: URL = FOLDER): Group[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return files.sort().map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Group);
}
