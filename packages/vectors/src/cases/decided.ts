import { readFileSync } from 'node:fs';

/** A case that a decision of ours changes: not played, or with another class of error accepted. */
export interface Decision {
  /** The rows of the table of decisions. */
  readonly rows: string;
  readonly skip?: boolean;
  /** Recorded class of an error → the class that is right here. */
  readonly accept?: Readonly<Record<string, string>>;
}

const FILE: URL = new URL('../../../../conformance/decided.json', import.meta.url);

/** The decisions by the id of the case. */
export const decided: ReadonlyMap<string, Decision> = new Map(
  Object.entries(JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, Decision>),
);
