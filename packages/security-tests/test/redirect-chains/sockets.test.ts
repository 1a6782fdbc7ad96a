import { mkdtempSync, rmSync } from 'node:fs';
import { request as overHttp } from 'node:http';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { FunctionTransport, RequestException, Session, type Transport } from '@req/core';
import { UndiciTransport } from '@req/transport-undici';
import { type Client, clientOver } from '../redirect-credentials/support/client.ts';
import { Lab } from '../redirect-credentials/support/lab.ts';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';

let lab: Lab;
const folder = mkdtempSync(join(tmpdir(), 'req-rc-'));
beforeAll(async () => {
  lab = await Lab.start({ tls: false });
});
afterAll(async () => {
  await lab.close();
  rmSync(folder, { recursive: true });
});

const start = (): string => `http://127.0.0.1:${lab.port}/from`;

/** A server on a Unix domain socket, and how many connections it got. */
async function socketServer(path: string): Promise<{ server: Server; count: () => number }> {
  let connections = 0;
  const server = createServer((socket) => {
    connections++;
    socket.on('error', () => {});
    socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\ns3cret'));
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return { server, count: () => connections };
}

/** Paths of sockets in a URL, as got and others write them, open none. */
async function opensNoSocket(client: Client): Promise<void> {
  const path = join(folder, `${Math.random().toString(36).slice(2)}.sock`);
  const { server, count } = await socketServer(path);
  try {
    for (const target of [`http://unix:${path}:/x`, `unix:${path}:/x`, `http+unix://${encodeURIComponent(path)}/x`]) {
      lab.clear();
      lab.redirect('/from', target);
      await client(start()).catch((error) => expect(error).toBeInstanceOf(RequestException));
      await client(target).catch((error) => expect(error).toBeInstanceOf(RequestException));
    }
    expect(count()).toBe(0);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

const opensSockets: Client = async (url) => {
  const to = url.startsWith('http://1') ? (await fetch(url, { redirect: 'manual' })).headers.get('location') : url;
  const [, socketPath, path = '/'] = /^http:\/\/unix:(.+?):(.*)$/.exec(to ?? '') ?? [];
  if (socketPath === undefined) return;
  await new Promise((resolve, reject) => {
    overHttp({ socketPath, path }, (response) => response.resume().on('end', resolve))
      .on('error', reject)
      .end();
  });
};

describeRow('RC-04', () => {
  overTransports(({ transport }) => opensNoSocket(clientOver(transport, lab, { timeout: { total: 5_000 } })));
  expectVulnerable('reads unix: in a URL as the path of a socket', () => opensNoSocket(opensSockets));
});

/** With a custom scheme the host is the path of a socket, and its case matters. */
async function casesApart(shouldStripAuth?: (from: string, to: string) => boolean): Promise<void> {
  const seen: string[] = [];
  const sockets = new FunctionTransport(({ url, headers }) => {
    seen.push(`${url} ${headers.get('authorization') ?? '-'}`);
    return url.endsWith('/to') ? {} : { status: 302, headers: { Location: 'http+unix://%2ftmp%2fs/to' } };
  });
  const session = new Session({ transport: sockets, trustEnv: false });
  session.mount('http+unix://', sockets);
  if (shouldStripAuth !== undefined) session.shouldStripAuth = shouldStripAuth;
  await session.get('http+unix://%2Ftmp%2FS/from', { headers: { Authorization: 'Bearer s3cret' } });
  expect(seen).toEqual(['http+unix://%2Ftmp%2FS/from Bearer s3cret', 'http+unix://%2ftmp%2fs/to -']);
}

describeRow('RC-05', () => {
  overTransports(async () => {
    const paths = ['one', 'two'].map((name) => join(folder, `${name}-${Math.random().toString(36).slice(2)}.sock`));
    const sockets = await Promise.all(
      paths.map(async (path, i) => {
        const lines: string[] = [];
        const server = createServer((socket) => {
          socket.on('error', () => {});
          socket.once('data', (data: Buffer) => {
            lines.push(data.toString('latin1'));
            const more = i === 0 ? 'HTTP/1.1 302 Found\r\nLocation: http://two.test/to\r\n' : 'HTTP/1.1 200 OK\r\n';
            socket.end(`${more}Content-Length: 0\r\nConnection: close\r\n\r\n`);
          });
        });
        await new Promise<void>((resolve) => server.listen(path, resolve));
        return { server, lines };
      }),
    );
    const transports = paths.map((socketPath) => new UndiciTransport({ socketPath }));
    const session = new Session({ transport: transports[0] as Transport, trustEnv: false });
    session.mount('http://one.test/', transports[0] as Transport);
    session.mount('http://two.test/', transports[1] as Transport);
    await session.get('http://one.test/from', { auth: ['user', 's3cret'], cookies: { sid: 's3cret' } });
    const [one, two] = sockets.map(({ lines }) => lines.join(''));
    expect(one).toMatch(/^GET \/from [\s\S]*Authorization: Basic/);
    expect(two).toMatch(/^GET \/to /);
    expect(two).not.toMatch(/authorization|s3cret/i);
    await Promise.all(transports.map((transport) => transport.close()));
    for (const { server } of sockets) server.close();
    await casesApart();
  }, ['undici']);
  expectVulnerable('compares hosts without their case, whatever they are', () =>
    casesApart((from, to) => new URL(from).host.toLowerCase() !== new URL(to).host.toLowerCase()),
  );
});
