import { afterAll, beforeAll, expect } from '@jest/globals';
import { HeaderMap, HTTPBearerAuth, InvalidHeader, type PreparedRequest, Session, type Transport } from '@req/core';
import axios from 'axios';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';
import { type Client, joinStrings, over } from './support/client.ts';
import { LINES, named, refusesFields, refusesValues } from './support/fields.ts';
import { WireServer } from './support/wire-server.ts';

let server: WireServer;
beforeAll(async () => {
  server = await WireServer.start();
});
afterAll(() => server.close());

const url = (): string => `${server.origin}/`;
const ENDS = ['a\n', 'a\r', 'a\r\n', 'a\0', '\n'];
const NAMES = ['X Y', 'X\tY', 'X\r\nX-Injected', 'X\n', '\nX', 'X:', 'X\0', '', ' X', 'X ', '(X)', 'X\u010a', 'É'];

/** What a session stores: credentials and cookies. */
async function refusesKeptValues(transport: Transport): Promise<void> {
  for (const value of LINES) {
    expect(() => new Session({ transport, headers: { 'X-A': value } })).toThrow(InvalidHeader);
    const session = new Session({ transport, trustEnv: false });
    const before = server.connections;
    const keeps = (): unknown => session.headers.set('X-A', value);
    if (/[\r\n\0]/.test(value)) expect(keeps).toThrow(InvalidHeader);
    else keeps();
    if (session.headers.has('X-A')) await expect(session.get(url())).rejects.toThrow(InvalidHeader);
    session.headers.delete('X-A');
    await expect(session.get(url(), { auth: new HTTPBearerAuth(value) })).rejects.toThrow(InvalidHeader);
    await expect(session.get(url(), { auth: [value, 'p'] })).rejects.toThrow(InvalidHeader);
    await expect(session.get(url(), { cookies: { a: value } })).rejects.toThrow();
    // Set behind all checks of core.
    const flat = async (request: PreparedRequest): Promise<void> => {
      request.headers = HeaderMap.fromFlat(['X-A', value]);
    };
    await expect(session.get(url(), { auth: flat })).rejects.toThrow(InvalidHeader);
    expect(server.connections).toBe(before);
  }
}

describeRow(['IN-03', 'IN-16'], () => {
  overTransports(async ({ transport }) => {
    await refusesValues(server, over(transport));
    await refusesKeptValues(transport);
  });
  expectVulnerable('joins the head from strings', () => refusesValues(server, joinStrings));
});

describeRow(['IN-10', 'IN-19'], () => {
  const refusesHosts = (client: Client): Promise<void> =>
    refusesFields(server, client, named('Host', [...LINES, ...ENDS]));
  overTransports(({ transport }) => refusesHosts(over(transport)));
  expectVulnerable('writes the Host that it is given', () => refusesHosts(joinStrings));
});

describeRow('IN-14', () => {
  overTransports(({ transport }) => refusesValues(server, over(transport)));
  expectVulnerable('axios, which removes characters that cannot be sent', () =>
    refusesValues(server, async (ask) => {
      await axios.get(ask.url, { headers: ask.options?.headers as Record<string, string> });
    }),
  );
});

describeRow('IN-25', () => {
  async function looksAtEnds(client: Client): Promise<void> {
    await refusesFields(server, client, named('X-A', ENDS));
    await refusesFields(server, client, [
      ['X-A\n', 'a'],
      ['X-A\r\n', 'a'],
      ['X-A\0', 'a'],
    ]);
  }
  overTransports(({ transport }) => looksAtEnds(over(transport)));
  expectVulnerable('checks with $, which matches before a line break', () =>
    looksAtEnds(async (ask) => {
      for (const [name, value] of Object.entries(ask.options?.headers ?? {})) {
        if (!/^[\w-]+$/m.test(name) || !/^[\x20-\x7e]*$/m.test(value)) throw new InvalidHeader('checked');
      }
      await joinStrings(ask);
    }),
  );
});

describeRow('IN-27', () => {
  const refusesNames = (client: Client): Promise<void> =>
    refusesFields(
      server,
      client,
      NAMES.map((name) => [name, 'a']),
    );
  overTransports(async ({ transport }) => {
    await refusesNames(over(transport));
    const flat = async (request: PreparedRequest): Promise<void> => {
      request.headers = HeaderMap.fromFlat(['X Y', 'a']);
    };
    const session = new Session({ transport, trustEnv: false });
    await expect(session.get(url(), { auth: flat })).rejects.toThrow(InvalidHeader);
  });
  expectVulnerable('takes any text for a name', () => refusesNames(joinStrings));
});
