import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { bundleForNode } from '@req/test-support/bundle';
import { connectProxy } from '@req/test-support/connect-proxy';
import { socksProxy } from '@req/test-support/socks-proxy';
import { authority, localhost } from './support/certificates.ts';
import { listen } from './support/servers.ts';

/** Runs in its own process: one exchange per job, then reports open resources, and exits when nothing keeps it alive. */
const SCRIPT = `
import http from 'node:http';
import https from 'node:https';
import { HeaderMap } from '@req/core';
import { ClientExchange } from './src/http/client-exchange.ts';
import { NodeAgents } from './src/http/node-agents.ts';
const { jobs, ca, close } = JSON.parse(process.argv[2]);
const agents = new NodeAgents({ idleTimeout: 60_000 });
for (const { url, proxy } of jobs) {
  const request = {
    method: 'GET', url, headers: new HeaderMap(), body: null, timeout: { connect: null, read: null }, signal: null,
    stream: false, tls: { verify: true, ca, cert: null }, proxy: proxy === undefined ? null : { url: proxy, headers: new HeaderMap() },
  };
  const status = await new Promise((resolve, reject) => {
    const client = url.startsWith('https') ? https : http;
    client.get(url, { agent: agents.agentFor(new ClientExchange(request)) }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode));
    }).on('error', reject);
  });
  console.log(status);
}
if (close) {
  await agents.close();
  const open = process.getActiveResourcesInfo().filter((name) => /TCP|TLS|Timeout|Pipe.*Connect/.test(name));
  console.log('left: ' + open.join());
}
`;

let directory: string;
let script: string;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'node-connect-'));
  script = join(directory, 'script.mjs');
  await bundleForNode(script, {
    stdin: { contents: SCRIPT, resolveDir: join(import.meta.dirname, '..'), loader: 'ts' },
  });
});
afterAll(() => rmSync(directory, { recursive: true }));

/** One job for each way to open a socket; the servers never close an idle one. */
async function jobs() {
  const answer: http.RequestListener = (_request, response) => response.end('ok');
  const plainServer = http.createServer({ keepAliveTimeout: 0 }, answer);
  const secureServer = https.createServer({ ...localhost, keepAliveTimeout: 0 }, answer);
  const plain = await listen(plainServer);
  const secure = await listen(secureServer);
  const tunnel = await listen(net.createServer(connectProxy({ to: secure })));
  const secureTunnel = await listen(tls.createServer(localhost, connectProxy({ to: secure })));
  const socks = await listen(net.createServer(socksProxy({ to: secure, asked: [] })));
  return [
    { url: `http://127.0.0.1:${plain}/` },
    { url: `https://localhost:${secure}/` },
    { url: 'http://a.test/', proxy: `http://127.0.0.1:${plain}` },
    { url: 'https://origin.test/', proxy: `http://127.0.0.1:${tunnel}` },
    { url: 'https://origin.test/', proxy: `https://localhost:${secureTunnel}` },
    { url: 'https://origin.test/', proxy: `socks5h://127.0.0.1:${socks}` },
  ];
}

async function run(close: boolean) {
  const given = await jobs();
  const input = JSON.stringify({ jobs: given, ca: authority.cert, close });
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [script, input], { timeout: 100_000 });
  return { lines: stdout.trim().split('\n'), stderr, count: given.length };
}

describe('a process', () => {
  test('exits without close(), with idle sockets of every kind', async () => {
    const { lines, stderr, count } = await run(false);
    expect(lines).toEqual(Array(count).fill('200'));
    expect(stderr).toBe('');
  });

  test('has no socket and no timer left after close()', async () => {
    const { lines, count } = await run(true);
    expect(lines).toEqual([...Array(count).fill('200'), 'left:']);
  });
});
