import { expect } from '@jest/globals';
import { InvalidHeader, type RequestOptions } from '@req/core';
import { refused } from './checks.ts';
import type { Changeable, Client } from './client.ts';
import type { WireServer } from './wire-server.ts';

/** Values with a character that would end a line, or another control character. */
export const LINES: readonly string[] = [
  'a\r\nX-Injected: 1',
  'a\nX-Injected: 1',
  'a\rX-Injected: 1',
  'a\0b',
  '\r\na',
  'a\x0bb',
  'a\x7fb',
];

type Field = readonly [name: string, value: string];

/** Refused in every form in which headers can be given, and when an auth function sets it after the checks. */
export async function refusesFields(server: WireServer, client: Client, fields: readonly Field[]): Promise<void> {
  const url = `${server.origin}/`;
  for (const [name, value] of fields) {
    const ask = (headers: RequestOptions['headers']): Promise<Error> =>
      refused(server, client, { url, options: { headers: headers as never } }, InvalidHeader);
    const error = await ask({ [name]: value });
    expect(error.message).not.toContain('Injected: 1');
    await ask([[name, value]]);
    await ask(new Map([[name, value]]));
    const change = (request: Changeable): void => {
      request.headers.set(name, value);
    };
    await refused(server, client, { url, change }, InvalidHeader);
  }
}

/** Expects `LINES` to be refused as values of one field. */
export function refusesValues(server: WireServer, client: Client): Promise<void> {
  return refusesFields(server, client, named('X-A', LINES));
}

export function named(name: string, values: readonly string[]): Field[] {
  return values.map((value) => [name, value]);
}
