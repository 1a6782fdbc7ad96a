import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { basicAuthHeader } from '../../src/auth/basic.ts';
import { HTTPDigestAuth } from '../../src/auth/digest.ts';
import { netrcAuth } from '../../src/auth/netrc.ts';
import { HeaderMap } from '../../src/headers/header-map.ts';
import { parseChallenges } from '../../src/headers/parse-challenges.ts';
import { prepareUrl } from '../../src/request/prepare-url.ts';
import { PreparedRequest } from '../../src/request/prepared-request.ts';
import type { Response } from '../../src/response/response.ts';
import { temporaryHome } from './temporary-home.ts';

/** The recorded cases of digest and netrc, replayed without a network. */
interface Case {
  readonly id: string;
  readonly doc: string;
  readonly needs?: readonly string[];
  readonly env?: Record<string, string>;
  readonly home?: Record<string, string>;
  readonly replies?: readonly { readonly raw: string }[];
  readonly session?: { readonly auth?: DigestJson };
  readonly steps: readonly { readonly call?: Call; readonly send?: unknown }[];
  readonly expect: { readonly wire?: readonly { readonly line: string; readonly headers: [string, string][] }[] };
}
interface Call {
  readonly method: string;
  readonly url: string;
  readonly options?: {
    readonly auth?: DigestJson;
    readonly headers?: Record<string, string>;
    readonly params?: Record<string, string | string[]>;
  };
}
interface DigestJson {
  readonly $auth?: string;
  readonly user: string;
  readonly pass: string;
}

const UNCLAIMED = new Set(['quirk', 'python', 'default-header-removal', 'bytes-credentials']);
const vectors = readFileSync(new URL('../../../../conformance/vectors/auth.json', import.meta.url), 'utf8');
const cases = (JSON.parse(vectors) as { cases: Case[] }).cases.filter(
  ({ needs }) => !needs?.some((word) => UNCLAIMED.has(word)),
);
const fill = (text: string): string =>
  text
    .replace(/\{A\}/g, 'http://127.0.0.1:8001')
    .replace(/\{A.netloc\}/g, '127.0.0.1:8001')
    .replace(/\{L\}/g, 'http://localhost:8001');

function replyOf(raw: string | undefined): Response & { location: string | null } {
  const [status = '', ...lines] = (raw ?? 'HTTP/1.1 200 OK\r\n\r\n').split('\r\n\r\n')[0]?.split('\r\n') ?? [];
  const headers = new HeaderMap(lines.map((line) => line.split(/:\s*(.*)/s).slice(0, 2) as [string, string]));
  return { statusCode: Number(status.split(' ')[1]), headers, location: headers.get('location') } as never;
}

function digestHeaders(c: Case): string[] {
  const build = (json: DigestJson): HTTPDigestAuth => new HTTPDigestAuth(json.user, json.pass);
  const shared = c.session?.auth === undefined ? null : build(c.session.auth);
  const replies = [...(c.replies ?? [])];
  const sent: string[] = [];
  for (const { call } of c.steps as { call: Call }[]) {
    const auth = call.options?.auth === undefined ? shared : build(call.options.auth);
    let request = new PreparedRequest({
      method: call.method,
      url: prepareUrl(fill(call.url), call.options?.params ?? null),
      headers: new HeaderMap(call.options?.headers ?? {}),
    });
    for (let hop = 0; hop < 5; hop++) {
      const flow = (auth as HTTPDigestAuth).authFlow(request, { redirected: hop > 0 });
      let reply = null as ReturnType<typeof replyOf> | null;
      for (let step = flow.next(); step.done !== true; step = flow.next(reply)) {
        sent.push(step.value.headers.get('Authorization') ?? '');
        reply = replyOf(replies.shift()?.raw);
      }
      const location = reply?.location ?? null;
      // Core drops the flow on a redirect to another origin.
      if (location === null || !location.startsWith('/')) break;
      request = new PreparedRequest({
        method: call.method,
        url: new URL(location, request.url).href,
        headers: new HeaderMap(),
      });
    }
  }
  return sent;
}

const HASHES: Record<string, string> = { MD5: 'md5', 'SHA-256': 'sha256', 'SHA-512': 'sha512' };

function masked(header: string, method: string, user: string, pass: string): Record<string, string> | string {
  if (!header.startsWith('Digest ')) return header;
  const fields = { ...parseChallenges([header])[0]?.params } as Record<string, string>;
  const hash = (text: string): string =>
    createHash(HASHES[fields['algorithm'] ?? 'MD5'] as string)
      .update(text)
      .digest('hex');
  const use = fields['qop'] === undefined ? '' : `${fields['nc']}:${fields['cnonce']}:${fields['qop']}:`;
  const valid = hash(
    `${hash(`${user}:${fields['realm']}:${pass}`)}:${fields['nonce']}:${use}${hash(`${method}:${fields['uri']}`)}`,
  );
  if (fields['response'] === valid) fields['response'] = '{VALID}';
  if (/^[0-9a-f]+$/.test(fields['cnonce'] ?? '')) fields['cnonce'] = '*';
  return fields;
}

const authOf = (c: Case): DigestJson | undefined => c.session?.auth ?? c.steps[0]?.call?.options?.auth;

describe('the recorded cases of digest', () => {
  const digest = cases.filter(
    (c) =>
      c.id.startsWith('auth/digest-') &&
      c.steps.every(({ call }) => (call?.options?.auth ?? c.session?.auth)?.$auth === 'digest'),
  );
  test('are all present', () => {
    expect(digest.length).toBe(36);
  });
  test.each(digest.map((c) => [c.id, c.doc, c] as const))('%s: %s', (_id, _doc, c) => {
    const { user, pass } = authOf(c) as DigestJson;
    const sent = digestHeaders(c);
    // A hop to another origin is made without credentials.
    const wire = (c.expect.wire ?? []).map(({ line, headers }) => ({
      method: line.split(' ')[0] as string,
      header: headers.find(([name]) => name === 'Authorization')?.[1] ?? '',
    }));
    while (sent.length < wire.length && c.needs?.includes('second-loopback')) sent.push('');
    expect(sent.map((header, i) => masked(header, wire[i]?.method ?? '', user, pass))).toEqual(
      wire.map(({ header }) => (header.startsWith('Digest ') ? { ...parseChallenges([header])[0]?.params } : header)),
    );
  });
});

describe('the recorded cases of netrc', () => {
  const home = temporaryHome();

  // With the option auth, core does not look for netrc.
  const netrc = cases.filter(
    (c) => c.id.startsWith('auth/netrc-') && !c.session?.auth && !c.steps[0]?.call?.options?.auth,
  );
  test('are all present', () => {
    expect(netrc.length).toBe(24);
  });
  test.each(netrc.map((c) => [c.id, c.doc, c] as const))('%s: %s', (_id, _doc, c) => {
    for (const [name, text] of Object.entries(c.home ?? {})) writeFileSync(join(home(), name), text);
    for (const [name, value] of Object.entries(c.env ?? {})) process.env[name] = value.replace('{HOME}', home());
    const url = fill(c.steps[0]?.call?.url ?? '');
    const found = netrcAuth(new URL(url).hostname);
    const wire = c.expect.wire?.[0]?.headers.find(([name]) => name === 'Authorization')?.[1] ?? null;
    // Without an entry in netrc, the URL's userinfo is used.
    const own = new URL(url).username === '' ? null : basicAuthHeader(new URL(url).username, new URL(url).password);
    expect(found === null ? own : basicAuthHeader(...found)).toBe(wire);
  });
});
