import { inspect, isDeepStrictEqual } from 'node:util';
import type { TransportResponse } from '@req/core';

/** The transport does not meet a requirement of the contract. */
export class ConformanceFailure extends Error {
  /** The name of the class. */
  override readonly name = 'ConformanceFailure';
}

/** The case cannot be tried on this machine, so nothing is known about the transport. */
export class Inconclusive extends Error {
  /** The name of the class. */
  override readonly name = 'Inconclusive';
}

export function fail(message: string): never {
  throw new ConformanceFailure(message);
}

export function expectTrue(condition: boolean, message: string): asserts condition {
  if (!condition) fail(message);
}

/** Compares plain data: strings, numbers, arrays, null. */
export function expectEqual(actual: unknown, expected: unknown, what: string): void {
  if (isDeepStrictEqual(actual, expected)) return;
  fail(`${what}: expected ${show(expected)}, got ${show(actual)}.`);
}

/** Compares bytes; a string stands for its Latin-1 bytes. */
export function expectBytes(actual: Uint8Array, expected: Uint8Array | string, what: string): void {
  const wanted = typeof expected === 'string' ? Buffer.from(expected, 'latin1') : Buffer.from(expected);
  if (wanted.equals(actual)) return;
  fail(`${what}: expected ${showBytes(wanted)}, got ${showBytes(Buffer.from(actual))}.`);
}

// Exceptions of core with two base classes implement `instanceof` by Symbol.hasInstance.
type ErrorClass = Function & { prototype: unknown };

/** Expects an instance of the class, and of none of the classes in `not`. */
export function expectError(error: unknown, expected: ErrorClass, not: readonly ErrorClass[] = []): Error {
  if (!(error instanceof expected)) fail(`Expected ${expected.name} of @req/core, got ${describeError(error)}.`);
  for (const each of not) {
    if (error instanceof each) fail(`Expected an error other than ${each.name}, got ${describeError(error)}.`);
  }
  return error as Error;
}

/** Expects the error to have the client's own error as its cause. */
export function expectCause(error: Error): void {
  if (error.cause === undefined || error.cause === null) {
    fail(`Expected the client's own error as the cause of ${describeError(error)}; there is none.`);
  }
}

/** The reason with which the promise rejects. Fails if it resolves. */
export function rejectionOf(sent: Promise<TransportResponse | undefined>, expected: string): Promise<unknown> {
  const outcome = awaitRejection(sent, expected);
  // The case may await it later.
  outcome.catch(() => {});
  return outcome;
}

async function awaitRejection(sent: Promise<TransportResponse | undefined>, expected: string): Promise<unknown> {
  let response: TransportResponse | undefined;
  try {
    response = await sent;
  } catch (error) {
    return error;
  }
  const actual = response === undefined ? 'it resolved' : `it resolved with status ${response.status}`;
  fail(`Expected a rejection with ${expected}, but ${actual}.`);
}

export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return `the value ${show(error)}`;
  const code = (error as { code?: unknown }).code;
  const cause = error.cause === undefined ? '' : `, caused by ${describeError(error.cause)}`;
  return `${error.name}${typeof code === 'string' ? ` (${code})` : ''}: ${error.message}${cause}`;
}

export function show(value: unknown): string {
  return inspect(value, { breakLength: Number.POSITIVE_INFINITY, depth: 4, maxStringLength: 200 });
}

function showBytes(bytes: Buffer): string {
  const start = show(bytes.subarray(0, 80).toString('latin1'));
  return bytes.length <= 80 ? start : `${bytes.length} bytes starting ${start}`;
}
