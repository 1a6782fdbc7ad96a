import { readdirSync, readFileSync } from 'node:fs';

/** One published flaw, as a property that a test can observe. */
export interface Row {
  /** Stable name: the table's two letters and a number. */
  readonly id: string;
  /** CVE, GHSA and other ids. */
  readonly ids: string;
  readonly library: string;
  readonly year: string;
  /** What went wrong there. */
  readonly happened: string;
  /** What a peer observes of a client that is immune. */
  readonly property: string;
  /** Whose defence it is: `core`, `transport`, `core + transport`, or `n/a`: out of scope. */
  readonly owner: string;
  /** Requests itself has the flaw. */
  readonly requestsFails: boolean;
  /** Files of this repository where it is defended. */
  readonly defendedIn: readonly string[];
  /** Why there is nothing to test; only of rows whose owner is `n/a`. */
  readonly outOfScope?: string;
}

const folder = new URL('../../rows/', import.meta.url);
const rows = new Map<string, Row>();
for (const file of readdirSync(folder)) {
  for (const row of JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Row[]) rows.set(row.id, row);
}

/** The flaw with this id. */
export function row(id: string): Row {
  const found = rows.get(id);
  if (found === undefined) throw new Error(`There is no row ${id}.`);
  return found;
}

/** The title of a flaw's tests: its id, its CVE and GHSA ids, the property. */
export function title(id: string): string {
  const { ids, property } = row(id);
  return `${id} ${ids}: ${property}`;
}
