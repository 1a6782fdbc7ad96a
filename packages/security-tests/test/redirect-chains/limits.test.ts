import { afterAll, beforeAll, expect } from '@jest/globals';
import { ConnectionError, type Response, TooManyRedirects, type Transport } from '@req/core';
import { FetchTransport } from '@req/transport-fetch';
import { type Ask, type Client, clientOver, sessionOver } from '../redirect-credentials/support/client.ts';
import { Lab } from '../redirect-credentials/support/lab.ts';
import { keepsAll, vulnerableClient } from '../redirect-credentials/support/vulnerable-client.ts';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await Lab.start({ tls: false });
});
afterAll(() => lab.close());

const url = (path: string): string => `http://127.0.0.1:${lab.port}${path}`;
const targets = (): string[] => lab.seen.map(({ target }) => target);

type Follower = (maxRedirects: number) => Client;
const sessionFollower =
  (transport: Transport): Follower =>
  (maxRedirects) =>
    clientOver(transport, lab, { maxRedirects });

/** Follows with fetch, one hop after the other, until `enough`. */
const followsUntil =
  (enough: (hops: number) => boolean): Client =>
  async (first) => {
    let at = first;
    for (let hops = 0; ; hops++) {
      const response = await fetch(at, { redirect: 'manual' });
      await response.text();
      const location = response.headers.get('location');
      if (location === null) return response;
      if (enough(hops)) throw new TooManyRedirects(`Exceeded ${hops} redirects.`);
      at = new URL(location, at).href;
    }
  };

/** `allowRedirects: false` and `maxRedirects: 0` both apply, and a HEAD is redirected only on request. */
async function staysThere(follower: Follower): Promise<void> {
  const ask = async (client: Client, given?: Ask): Promise<unknown> => {
    lab.clear();
    lab.redirect('/from', '/to');
    const outcome = await client(url('/from'), given).catch((error: unknown) => error);
    expect(targets()).toEqual(['/from']);
    return outcome;
  };
  expect(await ask(follower(30), { allowRedirects: false })).toMatchObject({ statusCode: 302 });
  expect(await ask(follower(30), { allowRedirects: false, stream: true })).toMatchObject({ statusCode: 302 });
  expect(await ask(follower(0), { allowRedirects: false })).toMatchObject({ statusCode: 302 });
  expect(await ask(follower(0))).toBeInstanceOf(TooManyRedirects);
}

describeRow('RC-09', () => {
  overTransports(async ({ transport }) => {
    await staysThere(sessionFollower(transport));
    lab.clear();
    lab.redirect('/from', '/to');
    const session = sessionOver(transport, lab);
    await session.head(url('/from'));
    const changed = sessionOver(transport, lab);
    changed.maxRedirects = 0;
    await expect(changed.get(url('/from'))).rejects.toThrow(TooManyRedirects);
    expect(targets()).toEqual(['/from', '/from']);
  });
  expectVulnerable('takes 0 and false for not set', () =>
    staysThere((maxRedirects) => followsUntil((hops) => hops >= (maxRedirects || 30))),
  );
});

/** The redirect itself is the response, and its target can be read. */
async function readable(client: Client): Promise<void> {
  for (const [status, location] of [
    [301, '/to'],
    [302, 'http://other.test/x?y#z'],
    [303, '//other.test/'],
    [307, 'to'],
    [308, '?q'],
  ] as const) {
    lab.clear();
    lab.redirect('/from', location, { status, body: 'moved' });
    const response = (await client(url('/from'), { allowRedirects: false })) as Response;
    expect([response.statusCode, response.headers.get('Location')]).toEqual([status, location]);
    expect([response.isRedirect, response.text]).toEqual([true, 'moved']);
    expect(response.next?.url).toBe(new URL(location, url('/from')).href);
    expect(targets()).toEqual(['/from']);
  }
}

describeRow('RC-10', () => {
  overTransports(async ({ name, transport }) => {
    await readable(clientOver(transport, lab));
    if (name !== 'built-in fetch') return;
    // A browser shows nothing of a redirect that was not followed: this must not look like success.
    const opaque = new FetchTransport(async () => {
      const hidden = new globalThis.Response(null);
      for (const [key, value] of Object.entries({ status: 0, type: 'opaqueredirect' }))
        Object.defineProperty(hidden, key, { value });
      return hidden;
    });
    await expect(clientOver(opaque, lab)(url('/from'))).rejects.toThrow(ConnectionError);
    // Nor must a response from elsewhere, on a platform that does not know `manual`.
    lab.redirect('/from', '/to');
    const ignoresManual = new FetchTransport((at) => fetch(at));
    for (const allowRedirects of [true, false])
      await expect(clientOver(ignoresManual, lab)(url('/from'), { allowRedirects })).rejects.toThrow(
        'followed a redirect',
      );
  });
  expectVulnerable("asks the platform's fetch, and leaves redirects to it", () =>
    readable(async (at) => {
      const response = await fetch(at.replace('/from', '/to'));
      return { statusCode: response.status, headers: response.headers, text: await response.text() };
    }),
  );
});

/** A chain of `length` redirects, from /hop0. */
function chain(length: number): void {
  lab.clear();
  for (let i = 0; i < length; i++) lab.redirect(`/hop${i}`, `/hop${i + 1}`);
}

async function stopsAtItsLimit(follower: Follower): Promise<void> {
  for (const limit of [30, 1]) {
    chain(limit);
    await follower(limit)(url('/hop0'));
    expect(targets()).toHaveLength(limit + 1);
    chain(limit + 1);
    await expect(follower(limit)(url('/hop0'))).rejects.toThrow(TooManyRedirects);
    expect(targets().at(-1)).toBe(`/hop${limit}`);
    expect(targets()).toHaveLength(limit + 1);
  }
}

describeRow('RC-21', () => {
  overTransports(async ({ transport }) => {
    await stopsAtItsLimit(sessionFollower(transport));
    chain(31);
    await expect(clientOver(transport, lab)(url('/hop0'))).rejects.toThrow('Exceeded 30 redirects.');
    expect(targets().at(-1)).toBe('/hop30');
  });
  expectVulnerable('counts one too many', () => stopsAtItsLimit((limit) => followsUntil((hops) => hops > limit)));
  expectVulnerable('counts one too few', () => stopsAtItsLimit((limit) => followsUntil((hops) => hops >= limit - 1)));
});

async function endsLoops(follower: Follower): Promise<void> {
  for (const limit of [1, 5]) {
    for (const [from, to] of [
      ['/a', '/a'],
      ['/a', '/b'],
    ] as const) {
      lab.clear();
      lab.redirect('/a', to);
      lab.redirect('/b', from);
      const error = await follower(limit)(url('/a')).then(
        () => null,
        (reason: unknown) => reason as TooManyRedirects,
      );
      expect(error).toBeInstanceOf(TooManyRedirects);
      expect(targets()).toHaveLength(limit + 1);
      expect(error?.response?.statusCode).toBe(302);
      expect(error?.response?.history.map(({ statusCode }) => statusCode)).toEqual(Array(limit).fill(302));
    }
  }
}

describeRow('RC-22', () => {
  overTransports(async ({ transport }) => {
    await endsLoops(sessionFollower(transport));
    for (const none of [undefined, null]) {
      lab.clear();
      lab.redirect('/a', '/a');
      const session = sessionOver(transport, lab);
      session.maxRedirects = none as never;
      await expect(session.get(url('/a'))).rejects.toThrow(TooManyRedirects);
      expect(targets()).toEqual(['/a']);
    }
    for (const bad of [Number.NaN, -1, 'many']) {
      lab.clear();
      lab.redirect('/a', '/a');
      const session = sessionOver(transport, lab);
      session.maxRedirects = bad as never;
      await expect(session.get(url('/a'))).rejects.toThrow(/maxRedirects must be a number/);
      expect(targets()).toEqual(['/a']);
    }
  });
  expectVulnerable('follows redirects without a limit', () => endsLoops(() => vulnerableClient(keepsAll)));
});
