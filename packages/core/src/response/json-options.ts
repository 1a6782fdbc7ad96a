import { checkFunction } from '../lang/check-option.ts';
import { knownOptions, type OptionsKind, optionsKind } from '../lang/known-options.ts';
import type { ParseJson } from './parse-json.ts';
import type { StandardSchema } from './standard-schema.ts';

/**
 * As the second argument of `JSON.parse`. `context.source` is the number as it was written (in Node from version 21 on), so
 * that it can be read as a `BigInt`.
 */
export type JsonReviver = (
  // biome-ignore lint/suspicious/noExplicitAny: as in the type of JSON.parse
  this: any,
  key: string,
  // biome-ignore lint/suspicious/noExplicitAny: as in the type of JSON.parse
  value: any,
  context: { readonly source?: string },
) => unknown;

/** The options of `response.json()`. */
export interface JsonOptions<T> {
  /** Validates the value; any Standard Schema. */
  readonly schema?: StandardSchema<T> | null | undefined;
  /** Transforms each value, as the second argument of `JSON.parse`. */
  readonly reviver?: JsonReviver | null | undefined;
  /** Parses the text instead of `JSON.parse` and of the option `parseJson`. */
  readonly parse?: ParseJson | null | undefined;
}

const KIND: OptionsKind = optionsKind('json()', ['schema', 'reviver', 'parse'], { parsejson: 'parse' });

export interface JsonSettings<T> {
  readonly schema: StandardSchema<T> | null;
  readonly parse: ParseJson | null;
}

const NOTHING: JsonSettings<never> = { schema: null, parse: null };

/** A schema may be a function. */
export function isSchema(given: object): boolean {
  return typeof given === 'function' || '~standard' in Object(given);
}

/** The argument of `json()`, a schema or options, in one form. @throws TypeError for anything else */
export function jsonOptions<T>(
  given: StandardSchema<T> | JsonOptions<T> | null | undefined,
  kind: OptionsKind = KIND,
): JsonSettings<T> {
  if (given === undefined || given === null) return NOTHING;
  if (isSchema(given)) return { schema: given as StandardSchema<T>, parse: null };
  const { schema = null, reviver, parse = null } = knownOptions(given as JsonOptions<T>, kind);
  checkFunction(`${kind.subject}: reviver`, reviver);
  checkFunction(`${kind.subject}: parse`, parse);
  if (reviver === null || reviver === undefined) return { schema, parse };
  if (parse !== null) throw new TypeError(`${kind.subject} takes a reviver or a parse function, not both`);
  return { schema, parse: (text) => JSON.parse(text, reviver as Parameters<typeof JSON.parse>[1]) };
}
