import { describe, expect, test } from '@jest/globals';
import { FunctionTransport, InvalidURL, Request, RequestException, Session } from '@req/core';
import { describeRow, expectVulnerable } from '../support/describe-row.ts';
import { answered } from './support/answered.ts';
import { linear, runs } from './support/linear.ts';

const session = new Session({ transport: new FunctionTransport(() => ({})), trustEnv: false });

/** Prepared, or refused with an exception of req. */
async function prepared(url: string): Promise<void> {
  // The last URL is cached unless it is long, so the short ones would seem to cost nothing.
  await session.prepareRequest(new Request('GET', 'http://another.test/'));
  try {
    await session.prepareRequest(new Request('GET', url));
  } catch (error) {
    if (!(error instanceof RequestException)) throw error;
  }
}

const AUTHORITIES = runs(
  'http://',
  ['@', ':', ':@', 'a@', '[', ']', '%40', '.', '-', 'a.', '0', '::', '\\', ' '],
  'a/',
);

describeRow('RX-01', () => {
  test.each(AUTHORITIES.map((make) => [JSON.stringify(make(20)), make] as const))('such as %s', async (_, make) => {
    await linear(make, prepared);
  });
  expectVulnerable('finds the authority with one regular expression for all schemes', () =>
    linear(runs('http://', ['@'], ':')[0] as (size: number) => string, (url) => /(?:.*@)?[^@:]+(?::\d+)?$/.test(url)),
  );
});

describeRow('RX-02', () => {
  const escapes = runs('http://a.test/', ['%ff', '%2e', '%', '%f', '%%', '%zz'], '');
  test.each(escapes.map((make) => [make(20), make] as const))('such as %s', async (_, make) => {
    await linear(make, prepared, 180_000);
  });
  expectVulnerable('repairs one escape after the other, each in the whole URL', () =>
    linear(escapes[0] as (size: number) => string, (url) => {
      let out = url;
      for (const each of url.match(/%[0-9a-f]{2}/g) ?? []) out = out.replaceAll(each, each.toUpperCase());
      return out;
    }),
  );
});

/** Distinct code points, 64 KiB of them. */
const foreign = (size: number): string =>
  Array.from({ length: size }, (_, i) => String.fromCodePoint(0x4e00 + (i % 20_000))).join('');

describeRow('RX-14', () => {
  test('a host of 64 KiB beyond ASCII is refused at once', async () => {
    await linear((size) => `http://${foreign(size)}/`, prepared);
    const longest = session.prepareRequest(new Request('GET', `http://${foreign(65_536)}/`));
    await expect(longest).rejects.toThrow(InvalidURL);
  });
  expectVulnerable('scans the name once per character, as Punycode does', () =>
    linear(foreign, (name) => {
      let seen = 0;
      for (const each of new Set(name)) for (const other of name) if (other < each) seen++;
      return seen;
    }),
  );
});

async function redirectedTo(location: string): Promise<void> {
  await answered([['Location', location]], { status: 302, url: 'http://a.test/x/y' });
}

describeRow('RX-15', () => {
  const climbs = runs('', ['../', './', '../a/', '//', 'a/../'], 'end');
  test.each(climbs.map((make) => [make(15), make] as const))('such as %s', async (_, make) => {
    await linear(make, redirectedTo, 60_000);
  });
  expectVulnerable('resolves one dot segment at a time, in the whole path', () =>
    linear(climbs[4] as (size: number) => string, (path) => {
      let segments = path.split('/');
      for (let up = segments.indexOf('..'); up > 0; up = segments.indexOf('..')) {
        segments = segments
          .toSpliced(up - 1, 2)
          .join('/')
          .split('/');
      }
      return segments;
    }),
  );
});

describeRow('RX-16', () => {
  const pieces = [
    '@',
    ':',
    '/',
    '?',
    '#',
    '[',
    ']',
    '%',
    '%25',
    '.',
    '..',
    '\\',
    ' ',
    '\t',
    '\u00e4',
    '\ud800',
    'a',
    '1',
  ];
  const shapes = pieces.flatMap((piece) => [
    `${piece}*`,
    `http://${piece}*`,
    `http://a${piece}*@b/`,
    `http://a:${piece}*/`,
    `http://a/${piece}*`,
    `http://a/?${piece}*&token=${piece}*`,
    `http://a/#${piece}*`,
    `${piece}*://a/`,
  ]);
  describe('each of a corpus of shapes', () => {
    test.each([shapes.slice(0, 48), shapes.slice(48, 96), shapes.slice(96)])('%#', async (...part) => {
      for (const shape of part) {
        const [unit = ''] = /.\*/u.exec(shape) ?? [];
        const bytes = Buffer.byteLength(unit) * (shape.split('*').length - 1);
        await linear((size) => shape.replaceAll(unit, unit.slice(0, -1).repeat(Math.floor(size / bytes))), prepared);
      }
    });
  });
  expectVulnerable('parses a URL with an ambiguous regular expression', () =>
    linear(runs('', ['a:'], '\n')[0] as (size: number) => string, (url) => /^(?:.*:)?(?:.*:)?\/\/x$/.test(url)),
  );
});
