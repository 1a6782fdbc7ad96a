import { expect, test } from '@jest/globals';
import { FunctionTransport, HTTPDigestAuth, type RequestException, retry, Session } from '@req/core';
import { describeRow, expectVulnerable } from '../support/describe-row.ts';
import { answered } from './support/answered.ts';
import { LINE, linear, runs } from './support/linear.ts';

type Make = (size: number) => string;
const first = (makes: readonly Make[]): Make => makes[0] as Make;
const shown = (makes: readonly Make[]): (readonly [string, Make])[] =>
  makes.map((make) => [JSON.stringify(make(40)).slice(0, 60), make] as const);

async function challenged(value: string): Promise<void> {
  const auth = new HTTPDigestAuth('user', 'pass');
  const response = await answered([['WWW-Authenticate', value]], { status: 401, auth });
  expect([204, 401]).toContain(response.statusCode);
}

const CHALLENGES = [
  ...runs('Digest realm="r", nonce="n", ', [',', ' ', '"', '\\', ', ', 'a=', 'a=b,', '"\\', '=', '\t', 'Basic '], ''),
  ...runs('Digest ', [',', '" "', '=,', 'x'], ' realm="r", nonce="n"'),
];

describeRow('RX-03', () => {
  test.each(shown(CHALLENGES))('such as %s', (_, make) => linear(make, challenged));
  expectVulnerable('finds a challenge with the regular expression of urllib', () =>
    linear(first(runs('Basic ', [','], '')), (value) =>
      /^(?:.*,)?[ \t]*([^ \t]+)[ \t]+realm=(["']?)([^"']*)\2/.test(value),
    ),
  );
});

describeRow('RX-04', () => {
  const spaces = runs('Digest realm="r", nonce="n"', ['\u00a0', '\u00a0,', '\u00a0=', '=\u00a0'], '');
  test.each(shown(spaces))('such as %s', (_, make) => linear(make, challenged));
  expectVulnerable('trims with a regular expression', () =>
    linear(first(runs('', ['\u00a0'], '"')), (value) => value.replace(/\s+$|\s+x/g, '')),
  );
});

describeRow('RX-17', () => {
  const nested = runs('Digest realm="r", nonce="n", qop="', [',', 'auth,', '\\"', '"', '","', ' auth '], '"');
  test.each(shown(nested))('such as %s', (_, make) => linear(make, challenged));
  expectVulnerable('splits lists with a regular expression for quotes', () =>
    linear(first(runs('', ['"a'], '')), (value) => /"[^,]*"x/.test(value)),
  );
});

async function linked(value: string): Promise<void> {
  const { links } = await answered([['Link', value]]);
  expect(Object.getPrototypeOf(links)).toBeNull();
}

describeRow('RX-05', () => {
  const links = [
    ...runs('<http://a/>; rel=', ['<', ';', ' ', '"', ',', ', ', ', <', "'", '=', ';a=', '>', ', <a>;rel=b'], ''),
    ...runs('', ['<', ', ', ' '], '>'),
  ];
  test.each(shown(links))('such as %s', (_, make) => linear(make, linked));
  expectVulnerable('parses a link as parse-link-header did', () =>
    linear(first(runs('', ['<'], '')), (value) => /<?([^>]*)>(.*)/.exec(value)),
  );
});

async function typed(value: string): Promise<void> {
  const response = await answered([['Content-Type', value]]);
  expect(response.text).toBe('');
}

const UNITS = ['<meta ', '<meta charset=', ' ', '\u00e4', '\u001b$B'];

describeRow('RX-06', () => {
  const types = runs('text/html;', [' ', '; ', 'charset', 'charset=', '=', '"', "'", '\t', 'charset="'], 'x');
  test.each(shown(types))('such as %s', (_, make) => linear(make, typed));
  test('a document of 1 MiB whose charset is detected', async () => {
    const detected = async (text: string): Promise<void> => {
      const transport = new FunctionTransport(() => ({ body: text }));
      const response = await new Session({ transport, trustEnv: false }).get('http://a.test/');
      expect(response.apparentEncoding).not.toBe('');
    };
    // Tables that are built at first use are not what is measured.
    for (const unit of UNITS) await detected(`<html>${unit.repeat(100)}`);
    for (const unit of UNITS) await linear(first(runs('<html>', [unit], '')), detected, 1 << 20);
  });
  expectVulnerable('finds the charset with a regular expression that starts with white space', () =>
    linear(first(types), (value) => /\s*charset\s*=\s*(\S+)/.exec(value)),
  );
});

describeRow('RX-07', () => {
  const types = [...runs('', ['a', ' ', '/', 'text', 'application/json'], '/'), ...runs('a/', [' ', 'a', '\t'], ';')];
  test.each(shown(types))('such as %s', (_, make) => linear(make, typed));
  expectVulnerable('reads the type as content-type-parser did', () =>
    linear(first(runs('a/', [' '], '\n')), (value) => /^(.*?)\/(.*?)([\t ]*;.*)?$/.exec(value)),
  );
});

describeRow('RX-08', () => {
  const values = runs('1', [' ', ',', '0', 'a', ' ,', '=', 'max-age=1, '], 'x');
  async function readValue(value: string): Promise<void> {
    let sent = 0;
    const inner = new FunctionTransport(() =>
      sent++ === 0 ? { status: 503, headers: { 'Retry-After': value, 'Cache-Control': value } } : {},
    );
    const session = new Session({ transport: retry(inner, { total: 1, retryAfterMax: 0 }), trustEnv: false });
    await session.get('http://a.test/').catch((error: RequestException) => expect(error.code).toBe('INVALID_HEADER'));
  }
  test.each(shown(values))('such as %s', (_, make) => linear(make, readValue));
  expectVulnerable('splits a list as http-cache-semantics did', () =>
    linear(first(values), (value) => value.split(/\s*,\s*/)),
  );
});

/** Response fields whose values are trimmed. */
const TRIMMED = ['Content-Encoding', 'Content-Length', 'Content-Type', 'Keep-Alive', 'Link', 'Location', 'Set-Cookie'];

describeRow('RX-09', () => {
  const values = [...runs('x', [' ', '\t', '\u00a0'], 'x'), ...runs('', [' '], ''), ...runs(' ', [' '], 'x')];
  test.each(TRIMMED)('in %s of a response', async (name) => {
    for (const make of values) {
      await linear(make, async (value) => {
        const response = await answered([[name, value]], { status: 302 }).catch((error: unknown) => error);
        expect(response).toBeDefined();
      });
    }
  });
  expectVulnerable('trims as axios did', () =>
    linear(first(values), (value) => value.replace(/^\s*/, '').replace(/\s*$/, '')),
  );
});

describeRow('RX-13', () => {
  // The only parser of a field that is not req's own is tough-cookie's.
  const cookies = runs('', ['a', '=', ';', ' ', ';a=b', '; ', '"', ',', 'Expires='], '; Path=/').concat(
    runs('a=b; ', ['Expires=1', 'Domain=.', 'Path=/', 'Max-Age=1', ';;', '-'], ''),
    runs('a=b; Expires=', ['1 ', ':', 'Jan', ' ', '1:'], ''),
  );
  test.each(shown(cookies))('Set-Cookie such as %s', (_, make) =>
    linear(make, async (value) => {
      await answered([['Set-Cookie', value]]);
    }),
  );
  expectVulnerable('parses a field with an ambiguous regular expression', () =>
    linear(first(runs('', ['a'], '')), (value) => /^hawk\s+|a*=$/i.exec(value)),
  );
});

test('the longest line is one that is read', async () => {
  expect((await answered([['Link', '<'.repeat(LINE)]])).statusCode).toBe(200);
});
