import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AxiosTransport } from '@req/transport-axios';
import { ScriptServer } from '@req/transport-conformance';
import { UndiciTransport } from '@req/transport-undici';
import axios from 'axios';
import { Agent } from 'undici';
import { overTransports } from '../support/describe-row.ts';
import { OWNS_SOCKETS } from '../support/transports.ts';
import { guarded } from './support/client.ts';
import { names } from './support/names.ts';

const REFUSED = { code: 'HOST_NOT_ALLOWED' };
let server: ScriptServer;
let socks: net.Server;
let socksPort: number;
let asked: Buffer[] = [];

/** A SOCKS5 proxy that refuses whatever it is asked for, and notes it. */
async function startSocks(): Promise<void> {
  socks = net.createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => {
      socket.write(Buffer.from([5, 0]));
      socket.once('data', (request) => {
        asked.push(request);
        socket.end(Buffer.from([5, 2, 0, 1, 0, 0, 0, 0, 0, 0]));
      });
    });
  });
  socks.listen(0, '127.0.0.1');
  await once(socks, 'listening');
  socksPort = (socks.address() as net.AddressInfo).port;
}

beforeAll(async () => {
  server = await ScriptServer.start();
  await startSocks();
  names.install();
});
afterAll(async () => {
  names.restore();
  socks.close();
  await server.close();
});

describe('an HTTP proxy resolves the name: it is judged as text, and the proxy itself not at all', () => {
  overTransports(async ({ transport }) => {
    const client = guarded(transport, { allowHosts: null, proxies: { all: server.origins.A } });
    server.play([]);
    names.set('by-proxy.test', ['127.0.0.2']);
    await client('http://by-proxy.test/');
    expect(server.requests.map(({ line }) => line)).toEqual(['GET http://by-proxy.test/ HTTP/1.1']);
    for (const host of ['127.0.0.2', 'localhost', '169.254.169.254', '[::1]']) {
      await expect(client(`http://${host}/`)).rejects.toMatchObject(REFUSED);
      await expect(client(`https://${host}/`)).rejects.toMatchObject(REFUSED);
    }
    expect(server.requests).toHaveLength(1);
  }, OWNS_SOCKETS);
});

describe('for a SOCKS proxy with names resolved here, their addresses are judged', () => {
  overTransports(async ({ transport }) => {
    const client = guarded(transport, { allowHosts: null, proxies: { all: `socks5://127.0.0.1:${socksPort}` } });
    names.set('here.test', ['127.0.0.2'], ['1.1.1.1']);
    asked = [];
    await expect(client('http://here.test/')).rejects.toMatchObject(REFUSED);
    expect(asked).toEqual([]);
    await expect(client('http://here.test/')).rejects.toMatchObject({ code: 'PROXY_ERROR' });
    expect(asked[0]?.subarray(4, 8)).toEqual(Buffer.from([1, 1, 1, 1]));
  }, OWNS_SOCKETS);
});

describe('for a SOCKS proxy that resolves names they are judged as text', () => {
  overTransports(async ({ transport }) => {
    const client = guarded(transport, { allowHosts: null, proxies: { all: `socks5h://127.0.0.1:${socksPort}` } });
    asked = [];
    await expect(client('http://there.test/')).rejects.toMatchObject({ code: 'PROXY_ERROR' });
    expect(asked[0]?.toString('latin1')).toContain('there.test');
    await expect(client('http://10.0.0.1/')).rejects.toMatchObject(REFUSED);
    expect(asked).toHaveLength(1);
  }, OWNS_SOCKETS);
});

describe('where others make the connections, nothing is sent', () => {
  test.each([
    ['a dispatcher of one’s own', () => new UndiciTransport({ dispatcher: new Agent() })],
    [
      'an axios instance with agents of its own',
      () => new AxiosTransport({ instance: axios.create({ httpAgent: new http.Agent() }) as never }),
    ],
  ])('%s', async (_who, make) => {
    const transport = make();
    server.play([]);
    await expect(guarded(transport)(server.origins.A)).rejects.toMatchObject({ capability: 'address-guard' });
    expect(server.requests).toEqual([]);
    await transport.close();
  });
});
