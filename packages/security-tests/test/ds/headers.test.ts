import { expect } from '@jest/globals';
import { ConnectionError, HeaderMap } from '@req/core';
import { carelessly } from '../fr/support/careless-client.ts';
import { type Client, client } from '../fr/support/client.ts';
import { closed } from '../fr/support/closed.ts';
import { outcomeOf } from '../fr/support/outcome.ts';
import { scripted } from '../fr/support/scripted.ts';
import { describeRow, foundOut, overTransports } from '../support/describe-row.ts';

const script = scripted();

/** One header of a mebibyte ends the exchange, and nothing else. */
async function expectLongHeaderRefused(client: Client): Promise<void> {
  for (const size of [1_048_576, 300_000]) {
    const raw = `HTTP/1.1 200 OK\r\nX-A: ${'a'.repeat(size)}\r\nContent-Length: 2\r\n\r\nok`;
    script.server.play([{ raw, close: true }]);
    expect(await outcomeOf(client.get(script.server.origins.A))).toBeInstanceOf(ConnectionError);
    await closed(script.server);
    script.server.play([{ raw: 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nown' }]);
    expect((await client.get(script.server.origins.A)).text).toBe('own');
  }
}

describeRow('DS-02', () => {
  overTransports(({ transport }) => expectLongHeaderRefused(client(transport)));
  foundOut('takes headers of any size', () => carelessly(expectLongHeaderRefused));
});

interface Headers {
  append(name: string, value: string): void;
  get(name: string): string | null;
}

/** Milliseconds of the processor that it takes to keep `count` lines of one name and to join them. */
function cost(count: number, make: () => Headers): number {
  const started = process.cpuUsage();
  const headers = make();
  for (let line = 0; line < count; line++) headers.append('X-A', `value ${line}`);
  expect(headers.get('x-a')?.length).toBeGreaterThan(count * 7);
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1_000;
}

/** Ten times as many lines take nothing like a hundred times as long. */
function expectLinear(make: () => Headers): void {
  cost(1_000, make);
  const few = Math.max(5, Math.min(...[0, 1, 2].map(() => cost(2_000, make))));
  const many = Math.min(cost(20_000, make), cost(20_000, make));
  expect(many / few).toBeLessThan(30);
}

/** Looks at each line for all that came before. */
class Quadratic implements Headers {
  readonly #lines: string[] = [];
  append(_name: string, value: string): void {
    for (let at = 0; at < this.#lines.length; at++) if (this.#lines[at] === value) return;
    this.#lines.push(value);
  }
  get(): string {
    return this.#lines.join(', ');
  }
}

describeRow('DS-06', () => {
  overTransports(async ({ name, transport }) => {
    if (name === 'undici') expectLinear(() => new HeaderMap());
    // On the wire: the client's own parser first, then a limit on the number of lines.
    const raw = `HTTP/1.1 200 OK\r\n${'a: b\r\n'.repeat(10_000)}Content-Length: 2\r\n\r\nok`;
    script.server.play([{ raw, close: true }]);
    const started = performance.now();
    expect(await outcomeOf(client(transport).get(script.server.origins.A))).toBeInstanceOf(ConnectionError);
    expect(performance.now() - started).toBeLessThan(15_000);
  });
  foundOut('looks through all lines for each', () => expectLinear(() => new Quadratic()));
});
