import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { CookieJar } from '../../src/cookies/cookie-jar.ts';
import type { CookieSource } from '../../src/cookies/cookie-source.ts';
import { mergeCookies } from '../../src/cookies/merge-cookies.ts';
import { prepareUrl } from '../../src/request/prepare-url.ts';

/**
 * The jar's part of the recorded cases: Set-Cookie lines in, Cookie headers and the listing of the jar out. Requests,
 * replies and redirects are played without a network.
 */
interface Step {
  readonly call?: Call;
  readonly api?: Call;
  readonly session?: Record<string, unknown>;
  readonly read?: readonly unknown[];
}
interface Call {
  readonly url: string;
  readonly options?: { readonly cookies?: unknown; readonly headers?: Record<string, string>; readonly data?: unknown };
}
interface Case {
  readonly id: string;
  readonly doc: string;
  readonly needs?: readonly string[];
  readonly session?: { readonly cookies?: unknown };
  readonly replies?: readonly { readonly raw: string }[];
  readonly steps: readonly Step[];
  readonly expect: {
    readonly wire?: readonly { readonly at: string; readonly line: string; readonly headers: [string, string][] }[];
    readonly results: readonly Result[];
  };
}
interface Result {
  readonly jar?: readonly Record<string, unknown>[];
  readonly response?: { readonly reads?: readonly { readonly read: unknown; readonly value: unknown }[] };
}

const ORIGINS: Record<string, string> = {
  '{A}': 'http://127.0.0.1:8001',
  '{B}': 'http://127.0.0.1:8002',
  '{C}': 'http://127.0.0.2:8001',
  '{L}': 'http://localhost:8001',
};
const fill = (text: string): string => text.replace(/\{[ABCL]\}/g, (name) => ORIGINS[name] as string);

// Cases that core deliberately differs in, or that do not concern the jar.
const UNCLAIMED = new Set(['quirk', 'python', 'python-cookiejar', 'default-header-removal']);
/** Its reply sets a Secure cookie over http: only a jar that trusts loopback may keep it (CK-26). */
const LOOPBACK = new Set(['cookies/attribute-case']);

function casesOf(group: string): Case[] {
  const text = readFileSync(new URL(`../../../../conformance/vectors/${group}.json`, import.meta.url), 'utf8');
  return (JSON.parse(text) as { cases: Case[] }).cases;
}

const cases = [
  ...casesOf('cookies'),
  ...casesOf('redirects').filter(({ id }) => id.startsWith('redirects/cookie')),
  ...casesOf('session').filter(({ id }) => id === 'session/cookies-of-several-hosts'),
].filter(({ needs }) => !needs?.some((word) => UNCLAIMED.has(word)));

function source(value: unknown): CookieSource | null {
  if (value === undefined || value === null) return null;
  const jar = (value as { $jar?: { expires?: number; name: string; value: string }[] }).$jar;
  if (jar === undefined) return value as Record<string, string>;
  return new CookieJar(jar.map((c) => ({ ...c, expires: c.expires === undefined ? null : c.expires * 1000 })));
}

interface Reply {
  readonly status: number;
  readonly location: string | null;
  readonly setCookies: readonly string[];
}

function parseReply(raw: string | undefined): Reply {
  const [status = '', ...lines] = (raw ?? 'HTTP/1.1 200 OK\r\n\r\n').split('\r\n\r\n')[0]?.split('\r\n') ?? [];
  const valuesOf = (name: string): string[] =>
    lines.filter((line) => line.toLowerCase().startsWith(`${name}:`)).map((line) => line.slice(name.length + 1).trim());
  return {
    status: Number(status.split(' ')[1]),
    location: valuesOf('location')[0] ?? null,
    setCookies: valuesOf('set-cookie'),
  };
}

function play(c: Case): { headers: string[]; jars: unknown[]; cookies: unknown[] } {
  const options = { loopbackIsSecure: LOOPBACK.has(c.id) };
  const session = new CookieJar(source(c.session?.cookies), options);
  const replies = [...(c.replies ?? [])];
  const headers: string[] = [];
  const jars: unknown[] = [];
  const cookies: unknown[] = [];
  for (const step of c.steps) {
    const call = step.call ?? step.api;
    if (call === undefined) {
      if (step.session?.['clearCookies'] === true) session.clear();
      jars.push(undefined);
      cookies.push(undefined);
      continue;
    }
    const keeper = step.api === undefined ? session : new CookieJar();
    let url = prepareUrl(fill(call.url), null);
    let merged = mergeCookies(keeper, source(call.options?.cookies));
    let header = call.options?.headers?.['Cookie'] ?? merged.cookieHeader(url);
    let own = new CookieJar(null, options);
    for (let hop = 0; hop < 10; hop++) {
      headers.push(header);
      const reply = parseReply(replies.shift()?.raw);
      own = new CookieJar(null, options);
      for (const jar of [own, merged, keeper]) jar.store(url, reply.setCookies);
      if (reply.status < 300 || reply.status > 399 || reply.location === null) break;
      url = new URL(fill(reply.location), url).href;
      merged = mergeCookies(merged, keeper);
      header = merged.cookieHeader(url);
    }
    cookies.push({ ...own.toRecord() });
    jars.push(
      [...keeper]
        .map(({ domain, path, name, value, hostOnly, secure, expires }) => ({
          ...{ domain, path, name, value, hostOnly, secure },
          session: expires === null,
        }))
        .sort((a, b) => compare([a.domain, a.path, a.name], [b.domain, b.path, b.name])),
    );
  }
  return { headers, jars, cookies };
}

function compare(a: string[], b: string[]): number {
  for (const [i, text] of a.entries()) if (text !== b[i]) return text < (b[i] as string) ? -1 : 1;
  return 0;
}

describe('the recorded cases of Requests: the jar', () => {
  test('are all present', () => {
    expect(cases.length).toBe(58);
  });

  test.each(cases.map((c) => [c.id, c.doc, c] as const))('%s: %s', (_id, _doc, c) => {
    const { headers, jars, cookies } = play(c);
    const wire = (c.expect.wire ?? []).map((request) => request.headers.find(([n]) => n === 'Cookie')?.[1] ?? '');
    expect(headers).toEqual(wire);
    for (const [i, result] of c.expect.results.entries()) {
      if (result.jar !== undefined) {
        // hostOnly is recorded for cookies of a response.
        const replied = result.jar.map((cookie) =>
          cookie['hostOnly'] === undefined || isGiven(c) ? undefined : cookie['hostOnly'],
        );
        const listed = (jars[i] as Record<string, unknown>[]).map((cookie, n) => without(cookie, replied[n]));
        expect(listed).toEqual(result.jar.map((cookie, n) => without(cookie, replied[n])));
      }
      for (const { read, value } of result.response?.reads ?? [])
        if (read === 'cookies') expect(cookies[i]).toEqual(value);
    }
  });
});

const isGiven = (c: Case): boolean => c.session?.cookies !== undefined;

function without(cookie: Record<string, unknown>, hostOnly: unknown): Record<string, unknown> {
  const { hostOnly: own, ...rest } = cookie;
  return hostOnly === undefined ? rest : { ...rest, hostOnly: own };
}
