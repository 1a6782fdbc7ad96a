import { InvalidJSONError, type SchemaIssue } from '../errors/errors.ts';
import type { Response } from './response.ts';

/** The part of the Standard Schema interface (standardschema.dev, version 1) that `json(schema)` needs. */
export interface StandardSchema<T> {
  /** The interface of the standard. */
  readonly '~standard': {
    /** Returns the validated value, or what is wrong. */
    readonly validate: (value: unknown) => SchemaResult<T> | Promise<SchemaResult<T>>;
  };
}

type SchemaResult<T> = { readonly value: T; readonly issues?: undefined } | { readonly issues: readonly SchemaIssue[] };

/**
 * Validates a value; returns the schema's output.
 * @throws InvalidJSONError with `issues` if the value does not match; TypeError if the schema validates asynchronously
 */
export function validated<T>(schema: StandardSchema<T>, value: unknown, response: Response): T {
  const result = validator(schema, 'json')(value);
  if (result instanceof Promise) {
    throw new TypeError('json(schema) is synchronous: the schema must not validate asynchronously');
  }
  return outputOf(result, response);
}

/** As `validated`, for a stream of values: the schema may validate asynchronously. @throws TypeError if it is no schema */
export function itemValidator<T>(schema: StandardSchema<T>, response: Response): (value: unknown) => Promise<T> {
  const validate = validator(schema, 'iterJson');
  return async (value) => outputOf(await validate(value), response);
}

function validator<T>(schema: StandardSchema<T>, method: string): StandardSchema<T>['~standard']['validate'] {
  const standard = schema?.['~standard'];
  if (typeof standard?.validate !== 'function') throw new TypeError(`${method}() takes a Standard Schema, or options`);
  return (value) => standard.validate(value);
}

function outputOf<T>(result: SchemaResult<T>, response: Response): T {
  if (result.issues === undefined) return (result as { value: T }).value;
  const first = result.issues[0];
  const error = new InvalidJSONError(
    `The JSON does not match its schema${where(first)}: ${first?.message ?? 'invalid'}`,
    { response },
  );
  throw Object.assign(error, { issues: result.issues });
}

function where(issue: SchemaIssue | undefined): string {
  if (!issue?.path?.length) return '';
  return ` at ${issue.path.map((part) => String(typeof part === 'object' ? part.key : part)).join('.')}`;
}
