import { expect } from '@jest/globals';
import { ConnectionError, InvalidHeader, Session, type Transport } from '@req/core';
import type { ScriptServer } from '@req/transport-conformance';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';
import { client } from './support/client.ts';
import { BAD_LENGTHS, LENGTH_AND_CHUNKS, TWO_LENGTHS } from './support/malformed.ts';
import { expectRefused } from './support/refuses.ts';
import { scripted } from './support/scripted.ts';
import { withVulnerableClient } from './support/vulnerable-client.ts';

const script = scripted();

/** Two lengths given by the caller become one, the body's, or nothing is sent. */
async function expectOneLengthSent(transport: Transport, server: ScriptServer): Promise<void> {
  const session = new Session({ transport, trustEnv: false });
  for (const second of ['content-length', 'CONTENT-LENGTH']) {
    for (const length of ['2', '5']) {
      server.play([]);
      const headers: [string, string][] = [
        ['Content-Length', '2'],
        [second, length],
      ];
      try {
        await session.post(server.origins.A, { data: 'ok', headers });
      } catch (error) {
        expect(error).toBeInstanceOf(InvalidHeader);
        expect(server.requests).toHaveLength(0);
        continue;
      }
      const sent = server.requests[0]?.headers.filter(([name]) => name.toLowerCase() === 'content-length');
      expect(sent?.map(([, value]) => value)).toEqual(['2']);
      expect(server.requests).toHaveLength(1);
    }
  }
}

const rows = [
  { ids: ['FR-03', 'FR-11'], cases: LENGTH_AND_CHUNKS },
  { ids: ['FR-16'], cases: BAD_LENGTHS },
  { ids: ['FR-18'], cases: BAD_LENGTHS.filter(({ name }) => name === 'a space inside') },
];

for (const { ids, cases } of rows) {
  const refusal = { cases, error: ConnectionError };
  describeRow(ids, () => {
    overTransports(({ transport }) => expectRefused(client(transport), script.server, refusal));
    expectVulnerable('accepts whatever it can parse', () =>
      withVulnerableClient((vulnerable) => expectRefused(vulnerable, script.server, refusal)),
    );
  });
}

describeRow('FR-06', () => {
  const refusal = { cases: TWO_LENGTHS, error: ConnectionError };
  overTransports(async ({ transport }) => {
    await expectRefused(client(transport), script.server, refusal);
    await expectOneLengthSent(transport, script.server);
  });
  expectVulnerable('takes the last of them', () =>
    withVulnerableClient((vulnerable) => expectRefused(vulnerable, script.server, refusal)),
  );
});
