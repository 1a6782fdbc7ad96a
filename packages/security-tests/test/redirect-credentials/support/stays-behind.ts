import { expect } from '@jest/globals';
import type { TransportName } from '@req/test-support/transports';
import type { Ask, Client } from './client.ts';
import { type Lab, values } from './lab.ts';

/** A change of origin: both `http(s)://host:port`. */
export interface Change {
  readonly from: string;
  readonly to: string;
}

/** Changes of one part of an origin. Only transports with their own sockets can trust the certificate of the lab. */
export function eachPartAlone(lab: Lab, name: TransportName): Change[] {
  return [...hostAlone(lab), ...portAlone(lab), ...(name === 'built-in fetch' ? [] : schemeAlone(lab))];
}

export function hostAlone({ port }: Lab): Change[] {
  return [
    { from: `http://127.0.0.1:${port}`, to: `http://localhost:${port}` },
    { from: `http://localhost:${port}`, to: `http://127.0.0.1:${port}` },
  ];
}

export function portAlone({ port, otherPort }: Lab): Change[] {
  return [{ from: `http://127.0.0.1:${port}`, to: `http://127.0.0.1:${otherPort}` }];
}

/** Neither port is 80 or 443, so this is not the upgrade between the default ports. */
export function schemeAlone(lab: Lab): Change[] {
  const upgrade = { from: `http://127.0.0.1:${lab.port}`, to: `https://127.0.0.1:${lab.port}` };
  return [...downgrade(lab), upgrade];
}

export function downgrade({ port }: Lab): Change[] {
  return [{ from: `https://127.0.0.1:${port}`, to: `http://127.0.0.1:${port}` }];
}

/** What a request carries, and what the second origin must not see of it. */
export interface Given {
  readonly ask: Ask;
  /** The headers that the first origin gets and the second does not. */
  readonly names: readonly string[];
  /** A text that must not reach the second origin at all. */
  readonly secret: string;
}

export interface Redirecting {
  readonly given: Given;
  readonly changes: readonly Change[];
  readonly statuses?: readonly number[];
}

/** Redirects the client from one origin to the other: the first receives the headers and the second does not. */
export async function staysBehind(
  client: Client,
  lab: Lab,
  { given, changes, statuses = [302] }: Redirecting,
): Promise<void> {
  for (const { from, to } of changes) {
    for (const status of statuses) {
      lab.clear();
      lab.redirect('/from', `${to}/to`, { status });
      await client(`${from}/from`, given.ask);
      const [first, second, ...more] = lab.seen;
      expect(more).toEqual([]);
      expect([first?.scheme, first?.target]).toEqual([new URL(from).protocol.slice(0, -1), '/from']);
      expect([second?.scheme, second?.target]).toEqual([new URL(to).protocol.slice(0, -1), '/to']);
      expect(values(second, 'Host')).toEqual([new URL(to).host]);
      for (const name of given.names) {
        expect([name, values(first, name).length > 0]).toEqual([name, true]);
        expect([name, values(second, name)]).toEqual([name, []]);
      }
      expect(JSON.stringify(second)).not.toContain(given.secret);
    }
  }
}
