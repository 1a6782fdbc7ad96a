import { afterAll, beforeAll, expect } from '@jest/globals';
import { Request, Session } from '@req/core';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';
import { refused, sentOnce } from './support/checks.ts';
import { type Client, joinStrings, over } from './support/client.ts';
import { WireServer } from './support/wire-server.ts';

let server: WireServer;
beforeAll(async () => {
  server = await WireServer.start();
});
afterAll(() => server.close());

const METHODS = [
  'GET\r\nX-Injected: 1',
  'GET / HTTP/1.1\r\nHost: b\r\n\r\nGET',
  'GET /second HTTP/1.1',
  'GET ',
  ' GET',
  'GET\n',
  'GET\0',
  'GET\t',
  'GET:',
  'G\u0116T',
  'GET\u010a',
  '',
];

async function refusesMethods(client: Client): Promise<void> {
  const url = `${server.origin}/`;
  for (const method of METHODS) {
    const error = await refused(server, client, { url, method }, TypeError);
    expect(error.message).toContain('method');
    const change = (request: { method: string }): void => {
      request.method = method;
    };
    await refused(server, client, { url, change }, TypeError);
  }
}

describeRow(['IN-02', 'IN-05', 'IN-23'], (id) => {
  overTransports(async ({ transport }) => {
    await refusesMethods(over(transport));
    if (id !== 'IN-23') return;
    const { line } = await sentOnce(server, over(transport), { url: `${server.origin}/\r\nX-Injected: 1` });
    expect(line).toBe('GET /%0D%0AX-Injected:%201 HTTP/1.1');
  });
  expectVulnerable('joins the request line from strings', () => refusesMethods(joinStrings));
});

describeRow('IN-15', () => {
  const VERSION = '1.1\r\nX-Injected: 1';

  async function ownsVersion(client: Client): Promise<void> {
    const { line } = await sentOnce(server, client, { url: `${server.origin}/`, method: 'OPTIONS' });
    expect(line).toBe('OPTIONS / HTTP/1.1');
    await refusesMethods(client);
  }
  overTransports(async ({ transport }) => {
    await ownsVersion(over(transport));
    const session = new Session({ transport, trustEnv: false });
    for (const option of ['httpVersion', 'version', 'protocol']) {
      const call = session.get(`${server.origin}/`, { [option]: VERSION } as object);
      await expect(call).rejects.toThrow(TypeError);
    }
    expect(await server.take()).toBe('');
    // Nor by a property that a transport request does not have.
    const prepared = await session.prepareRequest(new Request('GET', `${server.origin}/`));
    Object.assign(prepared, { httpVersion: VERSION, version: VERSION });
    await session.send(prepared);
    expect(await server.take()).toMatch(/^GET \/ HTTP\/1\.1\r\n/);
  });
  expectVulnerable('writes method and version as they are given', () => ownsVersion(joinStrings));
});
