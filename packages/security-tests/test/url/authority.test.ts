import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { FunctionTransport, InvalidURL, RequestException, Session, type Transport } from '@req/core';
import { ScriptServer } from '@req/transport-conformance';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';
import {
  behindFirstAt,
  behindLastAt,
  byPattern,
  type Client,
  firstAddress,
  inEnvironment,
  over,
  whatwg,
  withEnvironment,
} from './support/client.ts';
import { arrived, reaches, refusesEach, refusesLocations } from './support/places.ts';

let server: ScriptServer;
/** `127.0.0.1:port` of two servers. */
let a: string;
let b: string;
beforeAll(async () => {
  server = await ScriptServer.start();
  a = new URL(server.origins.A).host;
  b = new URL(server.origins.B).host;
});
afterAll(() => server.close());

describeRow('UR-02', () => {
  async function endsAuthority(client: Client): Promise<void> {
    await reaches(server, client, [`http://${a}#@${b}/`, 'A /']);
    await reaches(server, client, [`http://${a}?@${b}/`, `A /?@${b}/`]);
    await reaches(server, client, [`http://${a}/@${b}/`, `A /@${b}/`]);
  }
  overTransports(({ transport }) => endsAuthority(over(transport)));
  expectVulnerable('takes the text after the @ for the host', () => endsAuthority(behindLastAt));
});

describeRow('UR-03', () => {
  async function takesLastHost(client: Client): Promise<void> {
    await reaches(server, client, [`http://u@${b}@${a}/`, 'A /']);
    await reaches(server, client, [`http://u@b.test:80@${a}/x`, 'A /x']);
  }
  /** Cookies, netrc and Host are those of the host that is connected to. */
  async function asksForOneHost(transport: Transport): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), 'req-netrc-'));
    const file = join(folder, 'netrc');
    writeFileSync(file, 'machine 127.0.0.1 login right password p\nmachine b.test login wrong password p\n');
    try {
      await withEnvironment({ NETRC: file }, async () => {
        const session = inEnvironment(transport);
        session.cookies.set('right', '1', { domain: '127.0.0.1' });
        session.cookies.set('wrong', '1', { domain: 'b.test' });
        server.play([]);
        await session.get(`http://u@b.test:80@${a}/`);
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
    const sent = new Map(server.requests[0]?.headers.map(([name, value]) => [name.toLowerCase(), value]));
    expect([sent.get('host'), sent.get('cookie')]).toEqual([a, 'right=1']);
    expect(sent.get('authorization')).toBe(`Basic ${btoa('right:p')}`);
  }
  overTransports(async ({ transport }) => {
    await takesLastHost(over(transport));
    await asksForOneHost(transport);
  });
  expectVulnerable('takes the text after the first @', () => takesLastHost(behindFirstAt));
});

describeRow('UR-09', () => {
  async function takesSemicolonForUserinfo(client: Client): Promise<void> {
    await reaches(server, client, [`http://${b};x@${a}/`, 'A /']);
    await reaches(server, client, [`http://u;p:q;r@${a}/`, 'A /']);
  }
  overTransports(({ transport }) => takesSemicolonForUserinfo(over(transport)));
  expectVulnerable('ends the authority at a semicolon', () =>
    takesSemicolonForUserinfo(byPattern(/127\.0\.0\.1:(\d+)/, (url) => url.split(';', 1)[0] as string)),
  );
});

describeRow('UR-08', () => {
  const malformed = (): string[] => [
    `http://${a}:90/`,
    `http://${a} /`,
    `http://${a} @/`,
    `http:// ${a}/`,
    `http://[${a}/`,
    `http://${a}]/`,
    `http://[${a}]/`,
    `http://127.0.0.1[:${a.split(':')[1]}/`,
    `http://u@p@:80/`,
    `http://${a}x/`,
    `http://127.0.0.1:+${a.split(':')[1]}/`,
    'http://127.0.0.1:99999/',
    'http://@/',
    'http://:80/',
  ];
  async function refusesMalformed(client: Client): Promise<void> {
    await refusesEach(server, client, { urls: malformed(), kind: InvalidURL });
    // `@@` and a backslash have one interpretation, which is also WHATWG's.
    await reaches(server, client, [`http://u@@${a}/`, 'A /']);
    await reaches(server, client, [`http://${a}\\.b.test/`, 'A /%5C.b.test/']);
  }
  overTransports(({ transport }) => refusesMalformed(over(transport)));
  expectVulnerable('takes the first thing that looks like an address', () => refusesMalformed(firstAddress));
});

const CONTROLS = ['\0', '\x01', '\x1f', '\x7f', '\u0085\x01'];

describeRow('UR-05', () => {
  async function staysAtItsHost(client: Client): Promise<void> {
    const urls = CONTROLS.flatMap((control) => [
      `http://${control}${a}/`,
      `http://${a}${control}/`,
      `http://${a}${control}`,
    ]);
    await refusesEach(server, client, { urls: [`http://${a} `, `http://${a}\t`, ...urls], kind: InvalidURL });
    await refusesEach(server, client, {
      urls: CONTROLS.map((control) => `${control}http://${a}/`),
      kind: RequestException,
    });
    await reaches(server, client, [` \t\n http://${a}/`, 'A /']);
    await reaches(server, client, [`http://${a}/ `, 'A /%20']);
  }
  overTransports(async ({ transport }) => {
    await staysAtItsHost(over(transport));
    const asked: string[] = [];
    const session = new Session({
      transport: new FunctionTransport(({ url }) => ({ headers: { u: url }, json: asked.push(url) })),
    });
    for (const url of ['http://h.test:/', 'https://h.test:/x', 'http://u:p@h.test:/']) await session.get(url);
    expect(asked).toEqual(['http://h.test/', 'https://h.test/x', 'http://h.test/']);
  });
  expectVulnerable('strips what the WHATWG rules strip', () => staysAtItsHost(whatwg));
});

describeRow('UR-17', () => {
  /** A block list of hosts, as a mounted transport; nothing bypasses it. */
  async function passesNoBlockList(blocked: (prefix: string) => Client): Promise<void> {
    const client = blocked(`http://${a}`);
    const blanks = ['', ' ', '\t', '\n', '\r\n', '\u00a0', '\ufeff', '\u2003', ...CONTROLS];
    for (const blank of blanks) {
      server.play([]);
      await expect(client(`${blank}http://${a}/`)).rejects.toThrow();
      await expect(client(`${blank}HTTP://${a}/`)).rejects.toThrow();
      expect([blank, await arrived(server)]).toEqual([blank, []]);
    }
  }
  overTransports(({ transport }) =>
    passesNoBlockList((prefix) => {
      const session = new Session({ transport, trustEnv: false });
      const blockList = new FunctionTransport(() => {
        throw new RequestException('blocked');
      });
      session.mount(prefix, blockList);
      return (url) => session.get(url);
    }),
  );
  expectVulnerable('looks at the text that fetch then trims', () =>
    passesNoBlockList((prefix) => async (url) => {
      if (url.toLowerCase().startsWith(prefix)) throw new Error('blocked');
      return whatwg(url);
    }),
  );
});

describeRow('UR-24', () => {
  const withNul = (): string[] => [
    `http://127.0.0.1\0.b.test:${a.split(':')[1]}/`,
    `http://${a}\0.b.test/`,
    `http://127.0.0.1%00.b.test:${a.split(':')[1]}/`,
    `http://b.test\0@${a}\0/`,
  ];
  async function refusesNul(client: Client): Promise<void> {
    await refusesEach(server, client, { urls: withNul(), kind: InvalidURL });
  }
  overTransports(async ({ transport }) => {
    await refusesNul(over(transport));
    await refusesLocations(server, over(transport), { urls: [withNul()[2] as string], kind: InvalidURL });
    const change = (url: string) => (request: { url: string }) => {
      request.url = url;
    };
    const changed: Client = (url) => over(transport)(`http://${a}/`, { auth: change(url) });
    await refusesEach(server, changed, { urls: withNul(), kind: InvalidURL });
  });
  expectVulnerable('ends a name at NUL, as C does', () =>
    refusesNul(byPattern(/127\.0\.0\.1:(\d+)/, (url) => url.replace(/(?:\0|%00)[^:/]*/, ''))),
  );
});
