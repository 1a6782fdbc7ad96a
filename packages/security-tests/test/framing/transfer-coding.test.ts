import { expect } from '@jest/globals';
import { ConnectionError } from '@req/core';
import type { ScriptServer } from '@req/transport-conformance';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';
import { type Client, client } from './support/client.ts';
import { closed } from './support/closed.ts';
import { ODD_CODINGS } from './support/malformed.ts';
import { outcomeOf } from './support/outcome.ts';
import { scripted } from './support/scripted.ts';
import { withVulnerableClient } from './support/vulnerable-client.ts';

const script = scripted();
const OWN = { raw: 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nown' };
const CHUNKS = '2\r\nok\r\n0\r\n\r\n';

const head = (line: string): string => `HTTP/1.1 200 OK\r\n${line}\r\n\r\n`;

/** A body that is not chunked is not parsed as chunks: its bytes are returned as they are, or not at all. */
async function expectNoChunksFound(client: Client, server: ScriptServer): Promise<void> {
  for (const coding of ODD_CODINGS) {
    server.play([{ raw: `${head(`Transfer-Encoding: ${coding}`)}${CHUNKS}`, close: true }]);
    const outcome = await outcomeOf(client.get(server.origins.A));
    if (!(outcome instanceof ConnectionError)) expect({ coding, outcome }).toEqual({ coding, outcome: CHUNKS });
    await closed(server);
  }
}

/** Chunks within chunks are decoded once. */
async function expectDecodedOnce(client: Client, server: ScriptServer): Promise<void> {
  const twice = `${CHUNKS.length.toString(16)}\r\n${CHUNKS}\r\n0\r\n\r\n`;
  const lines = ['Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked', 'Transfer-Encoding: chunked, chunked'];
  for (const line of lines) {
    server.play([{ raw: `${head(line)}${twice}`, close: true }]);
    const outcome = await outcomeOf(client.get(server.origins.A));
    if (!(outcome instanceof ConnectionError)) expect({ line, outcome }).toEqual({ line, outcome: CHUNKS });
    await closed(server);
  }
}

/** White space around a coding, as around any value, is not part of it (RFC 9110 §5.5). */
async function expectTrimmed(client: Client, server: ScriptServer): Promise<void> {
  for (const value of ['chunked ', '\tchunked', ' \t chunked  ', 'Chunked', 'CHUNKED ']) {
    server.play([{ raw: `${head(`X-A: \t a b \t\r\nTransfer-Encoding:${value}`)}${CHUNKS}` }, OWN]);
    const answer = await client.get(server.origins.A);
    expect({ value, text: answer.text, header: answer.header('x-a') }).toEqual({ value, text: 'ok', header: 'a b' });
    expect((await client.get(server.origins.A)).text).toBe('own');
  }
  // With a tab after it, the parsers do not recognize the coding, and read to the end of the connection.
  server.play([{ raw: `${head('Transfer-Encoding: chunked\t')}${CHUNKS}`, close: true }]);
  expect(['ok', CHUNKS]).toContain((await client.get(server.origins.A)).text);
}

/** Trailers are part of neither body, headers nor the next response. */
async function expectTrailersConsumed(client: Client, server: ScriptServer): Promise<void> {
  const trailers = ['X-T: 1', 'HTTP: 1\r\nX-T: 2', 'X-Last: HTTP/1.1 200 OK'];
  for (const trailer of trailers) {
    server.play([{ raw: `${head('Transfer-Encoding: chunked')}2\r\nok\r\n0\r\n${trailer}\r\n\r\n` }, OWN]);
    const answer = await client.get(server.origins.A);
    expect(answer.text).toBe('ok');
    expect(answer.header('x-t')).toBeNull();
    expect((await client.get(server.origins.A)).text).toBe('own');
  }
}

describeRow('FR-13', () => {
  overTransports(({ transport }) => expectNoChunksFound(client(transport), script.server));
  expectVulnerable('looks for the word chunked', () =>
    withVulnerableClient((vulnerable) => expectNoChunksFound(vulnerable, script.server)),
  );
});

describeRow('FR-15', () => {
  overTransports(({ transport }) => expectDecodedOnce(client(transport), script.server));
  expectVulnerable('decodes any number of codings', () =>
    withVulnerableClient((vulnerable) => expectDecodedOnce(vulnerable, script.server), { undoTwice: true }),
  );
});

describeRow('FR-20', () => {
  overTransports(({ transport }) => expectTrimmed(client(transport), script.server));
  expectVulnerable('compares the whole line', () =>
    withVulnerableClient((vulnerable) => expectTrimmed(vulnerable, script.server), { keepSpace: true }),
  );
});

describeRow('FR-05', () => {
  overTransports(({ transport }) => expectTrailersConsumed(client(transport), script.server));
  expectVulnerable('leaves the trailers on the connection', () =>
    withVulnerableClient((vulnerable) => expectTrailersConsumed(vulnerable, script.server), { leaveTrailers: true }),
  );
});
