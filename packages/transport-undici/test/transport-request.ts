import type { TransportRequest, TransportResponse } from '@req/core';
import { transportRequest } from '@req/transport-conformance';

/** A transport request; what isn't given has its default. */
export function request(url: string, given: Partial<TransportRequest> = {}): TransportRequest {
  return { ...transportRequest({ url }), ...given };
}

/** The body of a response as text, one character for each byte. */
export async function textOf(response: TransportResponse): Promise<string> {
  if (response.body instanceof Uint8Array) return Buffer.from(response.body).toString('latin1');
  let text = '';
  for await (const chunk of response.body) text += Buffer.from(chunk).toString('latin1');
  return text;
}

/** An async iterable of chunks of text. */
export async function* chunks(...parts: string[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield Buffer.from(part, 'latin1');
}

/** The error that a promise rejects with. */
export async function errorOf(promise: Promise<unknown>): Promise<Error & { cause?: unknown; code?: unknown }> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error('It did not reject.');
}

/** Resolves when everything that the system holds for this process has been read. */
export async function settled(turns = 4): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
}
