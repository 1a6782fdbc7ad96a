import { expect } from '@jest/globals';
import { ChunkedEncodingError, type RequestException } from '@req/core';
import type { ScriptServer } from '@req/transport-conformance';
import type { Client } from './client.ts';
import { closed } from './closed.ts';
import type { Malformed } from './malformed.ts';
import { outcomeOf } from './outcome.ts';

type ExceptionClass = new (message?: string) => RequestException;

export interface Refusal {
  readonly cases: readonly Malformed[];
  readonly error: ExceptionClass;
  /**
   * Names of cases that the client may take as well: what the platform's fetch does nobody can change. Even then the
   * connection must not carry anything over.
   */
  readonly mayTake?: readonly string[];
}

const OWN = 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nown';

/** Each malformed reply is an error of its kind, read at once or streamed; the next request gets its own answer. */
export async function expectRefused(client: Client, server: ScriptServer, refusal: Refusal): Promise<void> {
  const { cases, error, mayTake = [] } = refusal;
  for (const { name, raw } of cases) {
    // The head is read the same way, streamed or not.
    for (const stream of error === ChunkedEncodingError ? [false, true] : [true]) {
      server.play([{ raw, close: true }, { raw: OWN }]);
      const outcome = await outcomeOf(client.get(server.origins.A, { stream }));
      const refused = outcome instanceof error || (mayTake.includes(name) && isTypedOrText(outcome));
      expect({ name, outcome: refused ? 'refused' : `${outcome}` }).toEqual({ name, outcome: 'refused' });
      // Who keeps the connection must have seen that it was closed.
      await closed(server);
      expect(await nextText(client, server)).toBe('own');
    }
  }
}

function isTypedOrText(outcome: unknown): boolean {
  return typeof outcome === 'string' || outcome instanceof ChunkedEncodingError;
}

/** What comes next; once more when the client met the connection while it was being closed. */
async function nextText(client: Client, server: ScriptServer): Promise<string> {
  const outcome = await outcomeOf(client.get(server.origins.A));
  if (typeof outcome === 'string') return outcome;
  server.play([{ raw: OWN }]);
  return (await client.get(server.origins.A)).text;
}
