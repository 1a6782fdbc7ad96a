import { expect } from '@jest/globals';
import { Session, type Transport, UnsupportedByTransport } from '@req/core';
import { OWNS_SOCKETS } from '@req/test-support/transports';
import { RawServer, readHead } from '@req/transport-conformance';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';
import { answer } from './support/own-answers.ts';
import { VulnerableExpecter } from './support/vulnerable-expecter.ts';

interface Poster {
  post(url: string): Promise<number>;
  get(url: string): Promise<string>;
}

/** Rejects a request that waits for 100 (Continue), keeps the connection, and reads the announced number of bytes. */
async function refusingServer(): Promise<RawServer> {
  return RawServer.start(async ({ socket, source }) => {
    for (let line = await readHead(source); line !== null; line = await readHead(source)) {
      if (!line.startsWith('POST')) {
        socket.write(answer(line.split(' ')[1] ?? ''));
        continue;
      }
      socket.write('HTTP/1.1 417 Expectation Failed\r\nContent-Length: 2\r\n\r\nno');
      await source.bytes(10);
    }
  });
}

/** The rejection is the response, and the next request gets its own. */
async function expectConnectionSound({ post, get }: Poster): Promise<void> {
  const server = await refusingServer();
  try {
    for (let round = 0; round < 3; round++) {
      expect(await post(server.url)).toBe(417);
      expect(await get(`${server.origin}/own`)).toBe('/own');
    }
  } finally {
    await server.close();
  }
}

function poster(transport: Transport): Poster {
  const session = new Session({ transport, trustEnv: false, timeout: 60_000 });
  return {
    post: async (url) => {
      const headers = { Expect: '100-continue' };
      return (await session.post(url, { data: '0123456789', headers })).statusCode;
    },
    get: async (url) => (await session.get(url)).text,
  };
}

describeRow('FR-28', () => {
  overTransports(({ transport }) => expectConnectionSound(poster(transport)), OWNS_SOCKETS);
  overTransports(
    async ({ transport }) => {
      const server = await refusingServer();
      await expect(poster(transport).post(server.url)).rejects.toThrow(UnsupportedByTransport);
      expect(server.accepted).toBe(0);
      await server.close();
    },
    ['built-in fetch'],
  );
  expectVulnerable('withholds the body and keeps the connection', async () => {
    const vulnerableClient = new VulnerableExpecter();
    try {
      await expectConnectionSound(vulnerableClient);
    } finally {
      vulnerableClient.close();
    }
  });
});
