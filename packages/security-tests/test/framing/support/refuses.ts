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
   * Names of cases that the client may accept as well, since nobody can change the platform's fetch. Even then nothing
   * on the connection may reach the next request.
   */
  readonly mayTake?: readonly string[];
}

const OWN = 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nown';

/** Each malformed response is an error of its kind, read at once or streamed; the next request gets its own. */
export async function expectRefused(client: Client, server: ScriptServer, refusal: Refusal): Promise<void> {
  const { cases, error, mayTake = [] } = refusal;
  for (const { name, raw } of cases) {
    // The head is parsed the same way, streamed or not.
    for (const stream of error === ChunkedEncodingError ? [false, true] : [true]) {
      server.play([{ raw, close: true }, { raw: OWN }]);
      const outcome = await outcomeOf(client.get(server.origins.A, { stream }));
      const refused = outcome instanceof error || (mayTake.includes(name) && isTypedOrText(outcome));
      expect({ name, outcome: refused ? 'refused' : `${outcome}` }).toEqual({ name, outcome: 'refused' });
      // A client that pools the connection must have noticed that it was closed.
      await closed(server);
      expect(await nextText(client, server)).toBe('own');
    }
  }
}

function isTypedOrText(outcome: unknown): boolean {
  return typeof outcome === 'string' || outcome instanceof ChunkedEncodingError;
}

/** The next response; requested once more if the client used the connection while it was being closed. */
async function nextText(client: Client, server: ScriptServer): Promise<string> {
  const outcome = await outcomeOf(client.get(server.origins.A));
  if (typeof outcome === 'string') return outcome;
  server.play([{ raw: OWN }]);
  return (await client.get(server.origins.A)).text;
}
