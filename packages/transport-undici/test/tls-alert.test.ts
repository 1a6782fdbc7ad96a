import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import tls from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SSLError } from '@req/core';
import { makeCertificates, type TestCertificates } from '@req/testserver';
import { transportRequest } from '@req/transport-conformance';
import { UndiciTransport } from '../src/index.ts';

describe('a server that requires a client certificate', () => {
  let certificates: TestCertificates;
  let server: tls.Server;
  beforeAll(async () => {
    certificates = await makeCertificates();
  });
  afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())));

  test('and sends its alert after the handshake, as in TLS 1.3: SSLError', async () => {
    const { cert, key } = certificates.server;
    const settings = { cert, key, ca: certificates.ca, requestCert: true, minVersion: 'TLSv1.3' } as const;
    server = tls.createServer({ ...settings, rejectUnauthorized: true }, (socket) => socket.end());
    server.on('tlsClientError', () => {});
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await using transport = new UndiciTransport();
    const request = transportRequest({
      url: `https://localhost:${port}/`,
      tls: { verify: true, ca: certificates.ca, cert: null },
    });
    await expect(transport.send(request)).rejects.toBeInstanceOf(SSLError);
  });
});
