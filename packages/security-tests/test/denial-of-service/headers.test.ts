import { expect } from '@jest/globals';
import { ConnectionError, HeaderMap } from '@req/core';
import { expectLinear } from '@req/test-support/cpu-time';
import { type Client, client } from '../framing/support/client.ts';
import { closed } from '../framing/support/closed.ts';
import { outcomeOf } from '../framing/support/outcome.ts';
import { scripted } from '../framing/support/scripted.ts';
import { withVulnerableClient } from '../framing/support/vulnerable-client.ts';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';

const script = scripted();

/** A header of one mebibyte ends its exchange, and nothing else. */
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
  expectVulnerable('takes headers of any size', () => withVulnerableClient(expectLongHeaderRefused));
});

interface Headers {
  append(name: string, value: string): void;
  get(name: string): string | null;
}

/** Lines of one name are kept and joined in linear time. */
function expectKeptInLinearTime(make: () => Headers): Promise<void> {
  const keep = (count: number): void => {
    const headers = make();
    for (let line = 0; line < count; line++) headers.append('X-A', `value ${line}`);
    expect(headers.get('x-a')?.length).toBeGreaterThan(count * 7);
  };
  return expectLinear((count) => count, keep, 20_000);
}

/** Scans all earlier lines for each line. */
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
    if (name === 'undici') await expectKeptInLinearTime(() => new HeaderMap());
    // Over a socket: the client's own parser first, then a limit on the number of lines.
    const raw = `HTTP/1.1 200 OK\r\n${'a: b\r\n'.repeat(10_000)}Content-Length: 2\r\n\r\nok`;
    script.server.play([{ raw, close: true }]);
    expect(await outcomeOf(client(transport).get(script.server.origins.A))).toBeInstanceOf(ConnectionError);
  });
  expectVulnerable('scans all lines for each line', () => expectKeptInLinearTime(() => new Quadratic()));
});
