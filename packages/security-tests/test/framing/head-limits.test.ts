import http from 'node:http';
import { expect } from '@jest/globals';
import { ConnectionError, RequestException } from '@req/core';
import { RawServer, readHead } from '@req/transport-conformance';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';
import { type Client, client } from './support/client.ts';
import { outcomeOf } from './support/outcome.ts';
import { scripted } from './support/scripted.ts';
import { withVulnerableClient } from './support/vulnerable-client.ts';

const script = scripted();

/** All of many header lines are kept, or the response is refused: none is dropped silently. */
async function expectAllOrNothing(client: Client): Promise<void> {
  for (const count of [900, 1_500, 2_500, 9_000]) {
    const lines = Array.from({ length: count }, (_, index) => `a${index}: ${index % 10}\r\n`).join('');
    const raw = `HTTP/1.1 200 OK\r\n${lines}X-Last: here\r\nContent-Length: 2\r\n\r\nok`;
    script.server.play([{ raw, close: true }]);
    let last: string | null;
    try {
      const answer = await client.get(script.server.origins.A);
      expect(answer.text).toBe('ok');
      expect(answer.header(`a${count - 1}`)).toBe(String((count - 1) % 10));
      last = answer.header('x-last');
    } catch (error) {
      if (!(error instanceof RequestException)) throw error;
      expect(error).toBeInstanceOf(ConnectionError);
      expect(count).toBeGreaterThan(1_500);
      continue;
    }
    expect({ count, last }).toEqual({ count, last: 'here' });
    expect(count).toBeLessThanOrEqual(2_000);
  }
}

/** Plain node:http: header lines beyond a thousand are dropped. */
const plainNode: Client = {
  get: (url) =>
    new Promise((resolve, reject) => {
      const request = http.get(url, { agent: false }, (response) => {
        const { headers, statusCode = 0 } = response;
        let text = '';
        response.setEncoding('latin1').on('data', (piece: string) => {
          text += piece;
        });
        response.on('end', () =>
          resolve({ status: statusCode, text, header: (name) => (headers[name] as string | undefined) ?? null }),
        );
      });
      request.on('error', reject);
    }),
  close: async () => {},
};

describeRow('FR-27', () => {
  overTransports(({ transport }) => expectAllOrNothing(client(transport)));
  expectVulnerable('is plain node:http', () => expectAllOrNothing(plainNode));
});

/** Endless interim responses are an error, in bounded time. */
async function expectFloodEnds(client: Client, interim: string): Promise<void> {
  const server = await RawServer.start(async ({ socket, source }) => {
    await readHead(source);
    const piece = interim.repeat(20);
    const flood = (): void => {
      if (socket.writable) socket.write(piece, () => setTimeout(flood, 2));
    };
    flood();
  });
  try {
    expect(await outcomeOf(client.get(server.url, { read: 700 }))).toBeInstanceOf(RequestException);
  } finally {
    await server.close();
  }
}

const INTERIM = ['HTTP/1.1 100 Continue\r\n\r\n', 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'];

/** A few are skipped. */
async function expectFewPass(client: Client): Promise<void> {
  const raw = `${INTERIM[1]?.repeat(99)}HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok`;
  script.server.play([{ raw }]);
  expect((await client.get(script.server.origins.A)).text).toBe('ok');
  script.server.play([{ raw: `${INTERIM[1]}${raw}`.replace(INTERIM[1] as string, (INTERIM[1] as string).repeat(2)) }]);
  expect(await outcomeOf(client.get(script.server.origins.A))).toBeInstanceOf(ConnectionError);
}

describeRow('FR-29', () => {
  overTransports(async ({ name, transport }) => {
    for (const interim of INTERIM) await expectFloodEnds(client(transport), interim);
    // How many the platform's fetch accepts is up to the platform: only the timeout bounds them.
    if (name !== 'built-in fetch') await expectFewPass(client(transport));
  });
  expectVulnerable('skips any number of them', () =>
    withVulnerableClient((vulnerable) => expectFloodEnds(vulnerable, INTERIM[0] as string)),
  );
});
