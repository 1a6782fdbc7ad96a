import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { type Response, UnrewindableBodyError } from '@req/core';
import { type Client, clientOver, send, sessionOver } from '../redirect-credentials/support/client.ts';
import { Lab, values } from '../redirect-credentials/support/lab.ts';
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

const plain = (path: string): string => `http://127.0.0.1:${lab.port}${path}`;

/** When a redirect turns a request into a GET, nothing of its body is left. */
async function leavesTheBody(client: Client): Promise<void> {
  const bodies: readonly (readonly [string, () => unknown])[] = [
    ['bytes', () => Buffer.from('s3cret')],
    ['stream', () => Readable.from([Buffer.from('s3cret')])],
    ['form', () => ({ field: 's3cret' })],
  ];
  for (const [method, statuses] of [
    ['POST', [301, 302, 303]],
    ['PUT', [302, 303]],
    ['DELETE', [303]],
  ] as const) {
    for (const status of statuses) {
      for (const [kind, data] of bodies) {
        lab.clear();
        lab.redirect('/from', '/to', { status });
        await client(plain('/from'), { method, data: data() as never, headers: { 'Content-Type': 'text/x-own' } });
        const [first, second] = lab.seen;
        expect([kind, first?.method, first?.body]).toEqual([kind, method, expect.stringContaining('s3cret')]);
        expect([kind, second?.method, second?.body]).toEqual([kind, 'GET', '']);
        for (const name of ['Content-Length', 'Content-Type', 'Transfer-Encoding'])
          expect([kind, name, values(second, name)]).toEqual([kind, name, []]);
      }
    }
  }
}

describeRow('RC-11', () => {
  overTransports(({ transport }) => leavesTheBody(clientOver(transport, lab)));
  expectVulnerable('changes the method, and sends the body again', () =>
    leavesTheBody(async (url, { method, data } = {}) => {
      const body = Buffer.isBuffer(data) ? data.toString() : 's3cret';
      await (await fetch(url, { method: method ?? 'POST', body, redirect: 'manual' })).text();
      await new Promise((resolve, reject) => {
        const headers = { 'Content-Length': body.length };
        const request = http.request(plain('/to'), { headers }, (response) => response.resume().on('end', resolve));
        request.on('error', reject).end(body);
      });
    }),
  );
});

type Saves = (url: string, path: string) => Promise<unknown>;

/** The caller names the file, whatever the server says. */
async function namesNoFile(saves: Saves): Promise<void> {
  const own = mkdtempSync(join(folder, 'save-'));
  writeFileSync(join(own, '.profile'), 'mine');
  lab.clear();
  lab.redirect('/file.txt', '/.profile');
  const headers = { 'Content-Disposition': 'attachment; filename="../../.profile"' };
  lab.play('/.profile', { body: 'theirs', headers });
  await saves(plain('/file.txt'), join(own, 'download'));
  expect(readdirSync(own).sort()).toEqual(['.profile', 'download']);
  expect(readFileSync(join(own, 'download'), 'utf8')).toBe('theirs');
  expect(readFileSync(join(own, '.profile'), 'utf8')).toBe('mine');
  expect(existsSync(join(folder, '.profile'))).toBe(false);
}

describeRow('RC-19', () => {
  overTransports(async ({ transport }) => {
    const client = clientOver(transport, lab);
    await namesNoFile(async (url, path) => ((await client(url, { stream: true })) as Response).save(path));
    // Without a name, or with a folder's, none is made up.
    const own = mkdtempSync(join(folder, 'folder-'));
    for (const path of [own, `${own}/`, undefined as never]) {
      const response = (await client(plain('/file.txt'), { stream: true })) as Response;
      await expect(response.save(path)).rejects.toThrow();
    }
    expect(readdirSync(own)).toEqual([]);
  });
  expectVulnerable('names the file after the final URL', () =>
    namesNoFile(async (url, path) => {
      const response = await fetch(url);
      writeFileSync(join(path, '..', basename(new URL(response.url).pathname)), await response.text());
    }),
  );
});

const once = (): readonly (readonly [string, unknown])[] => [
  ['Node stream', Readable.from([Buffer.from('one'), Buffer.from('two')])],
  ['web stream', new Blob(['onetwo']).stream()],
  ['generator', pieces()],
];

async function* pieces(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('one');
  yield Buffer.from('two');
}

/** A body that can be read once is sent once, and completely. */
async function sendsOnce(client: Client): Promise<void> {
  for (const status of [307, 308]) {
    for (const [kind, data] of once()) {
      lab.clear();
      lab.redirect('/from', '/to', { status });
      const outcome = await client(plain('/from'), { method: 'POST', data: data as never }).catch((error) => error);
      expect([kind, outcome]).toEqual([kind, expect.any(UnrewindableBodyError)]);
      expect(lab.seen.map(({ target, body }) => [kind, target, body])).toEqual([[kind, '/from', 'onetwo']]);
    }
  }
}

describeRow('RC-20', () => {
  overTransports(async ({ transport }) => {
    const session = sessionOver(transport, lab);
    await sendsOnce((url, ask) => send(session, url, ask));
    // A body that can be read again is sent again, completely.
    for (const data of [Buffer.from('onetwo'), 'onetwo', new Blob(['onetwo']), { onetwo: '' }]) {
      lab.clear();
      lab.redirect('/from', '/to', { status: 307 });
      await session.post(plain('/from'), { data });
      const [first, second] = lab.seen;
      expect([second?.method, second?.target, second?.body]).toEqual(['POST', '/to', first?.body]);
      expect(second?.body).toMatch(/^onetwo=?$/);
    }
  });
  expectVulnerable('sends what is left of the stream', () =>
    sendsOnce(async (url, { data } = {}) => {
      const body: Buffer[] = [];
      for await (const piece of data as AsyncIterable<Uint8Array>) body.push(Buffer.from(piece));
      await (await fetch(url, { method: 'POST', body: Buffer.concat(body).toString(), redirect: 'manual' })).text();
      await (await fetch(plain('/to'), { method: 'POST', body: '' })).text();
    }),
  );
});
