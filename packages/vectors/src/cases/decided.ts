import { readFileSync } from 'node:fs';

/** A case in which req behaves differently on purpose: it is not run, or another class of error is accepted. */
export interface Decision {
  /** The rows of the decisions that apply. */
  readonly rows: string;
  readonly skip?: boolean;
  /** Recorded error class → the class that req raises. */
  readonly accept?: Readonly<Record<string, string>>;
}

const FILE: URL = new URL('../../../../conformance/decided.json', import.meta.url);

/** Decisions by id of the case. */
export const decided: ReadonlyMap<string, Decision> = new Map(
  Object.entries(JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, Decision>),
);
