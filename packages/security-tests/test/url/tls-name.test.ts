import type { AddressInfo } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { SSLError, UnsupportedByTransport } from '@req/core';
import { testCertificates } from '@req/test-support/test-certificates';
import type { TestCertificates } from '@req/testserver';
import { ScriptServer } from '@req/transport-conformance';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';
import { over } from './support/client.ts';
import { reaches } from './support/places.ts';

let server: ScriptServer;
let port: string;
let certificates: TestCertificates;
beforeAll(async () => {
  server = await ScriptServer.start();
  port = new URL(server.origins.A).port;
  certificates = await testCertificates();
});
afterAll(() => server.close());

describeRow('UR-23', () => {
  const SPELLINGS = ['localhost', '\uff4c\uff4f\uff43\uff41\uff4cHOST', 'LOCALHOST', 'localho\u017ft'];

  /** `ask` resolves when it was answered, or rejects with SSLError. */
  async function saysOneName(ask: (url: string) => Promise<unknown>): Promise<void> {
    const names: string[] = [];
    const hosts: string[] = [];
    const tls = createServer({ ...certificates.server }, (socket: TLSSocket) => {
      names.push(String(socket.servername));
      socket.on('error', () => {});
      socket.on('data', (chunk: Buffer) => {
        hosts.push(/^host: (.*)\r$/im.exec(chunk.toString('latin1'))?.[1] ?? '');
        socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
      });
    });
    await new Promise<void>((resolve) => tls.listen(0, '127.0.0.1', resolve));
    const at = (tls.address() as AddressInfo).port;
    try {
      for (const spelling of SPELLINGS) await ask(`https://${spelling}:${at}/`);
      expect([new Set(names), new Set(hosts)]).toEqual([new Set(['localhost']), new Set([`localhost:${at}`])]);
      expect(hosts).toHaveLength(SPELLINGS.length);
    } finally {
      await new Promise((resolve) => tls.close(resolve));
    }
  }
  overTransports(async ({ transport, name }) => {
    const verify = Buffer.from(certificates.ca);
    if (name === 'built-in fetch') {
      const call = over(transport)(`https://localhost:${port}/`, { verify });
      await expect(call).rejects.toThrow(UnsupportedByTransport);
      await reaches(server, over(transport), [`http://127\u30020.0.1:${port}/`, 'A /']);
      return;
    }
    await saysOneName((url) => over(transport)(url, { verify }));
    // The certificate is not for another name of the same address.
    const tls = createServer({ ...certificates.wrongHost });
    await new Promise<void>((resolve) => tls.listen(0, '127.0.0.1', resolve));
    const url = `https://\uff4cocalhost:${(tls.address() as AddressInfo).port}/`;
    await expect(over(transport)(url, { verify })).rejects.toThrow(SSLError);
    await new Promise((resolve) => tls.close(resolve));
  });
  expectVulnerable('uses the name as written for TLS and Host', () =>
    saysOneName(async (url) => {
      const { request } = await import('node:https');
      const [, host = '', at = ''] = /^https:\/\/(.*):(\d+)\//.exec(url) ?? [];
      await new Promise((resolve, reject) => {
        const name = Buffer.from(`${host}:${at}`).toString('latin1');
        const options = {
          host: '127.0.0.1',
          port: at,
          servername: host,
          rejectUnauthorized: false,
          headers: { Host: name },
        };
        request(options, resolve).on('error', reject).end();
      });
    }),
  );
});
