import { afterAll, beforeAll } from '@jest/globals';
import { InvalidURL } from '@req/core';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';
import { refused } from './support/checks.ts';
import { type Client, joinStrings, over } from './support/client.ts';
import { WireServer } from './support/wire-server.ts';

let server: WireServer;
beforeAll(async () => {
  server = await WireServer.start();
});
afterAll(() => server.close());

const INSIDE = [
  '\r\nX-Injected: 1',
  '\n',
  '\r',
  ' ',
  '\0',
  '\t',
  '\x7f',
  '%0d%0a',
  '%00',
  '%20',
  '"',
  '<',
  '>',
  '\u2028',
];

/** In a URL given by the caller, and in one set by an auth function. */
async function refusesHosts(client: Client): Promise<void> {
  for (const text of INSIDE) {
    for (const host of [`127.0.0.1${text}`, `127.0${text}.0.1`, `${text}127.0.0.1`, `u:p@127.0.0.1${text}`]) {
      const url = `http://${host}:${server.port}/`;
      await refused(server, client, { url }, InvalidURL);
      const change = (request: { url: string }): void => {
        request.url = url;
      };
      await refused(server, client, { url: `${server.origin}/`, change }, InvalidURL);
    }
    const url = `${server.origin}${text}/`;
    await refused(server, client, { url }, InvalidURL);
  }
}

describeRow(['IN-24', 'IN-26'], () => {
  overTransports(({ transport }) => refusesHosts(over(transport)));
  expectVulnerable('writes the host into the Host field unchecked', () => refusesHosts(joinStrings));
});
