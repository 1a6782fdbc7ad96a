import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { describeRow, expectVulnerable } from '../support/describe-row.ts';

const packages = fileURLToPath(new URL('../../..', import.meta.url));
const SHIPPED = [
  'core',
  'node-connect',
  'requests',
  'transport-axios',
  'transport-fetch',
  'transport-http',
  'transport-undici',
];

function sources(): Map<string, string> {
  const found = new Map<string, string>();
  for (const name of SHIPPED) {
    for (const file of readdirSync(`${packages}/${name}/src`, { recursive: true, encoding: 'utf8' })) {
      if (file.endsWith('.ts')) found.set(`${name}/${file}`, readFileSync(`${packages}/${name}/src/${file}`, 'utf8'));
    }
  }
  return found;
}

/** Every regular expression is a literal in the source: no outside text can become one. */
function noneIsBuilt(files: ReadonlyMap<string, string>): void {
  expect(files.size).toBeGreaterThan(100);
  for (const [name, text] of files) {
    const built = /\bRegExp\s*\(|\.match(?:All)?\(\s*[a-z]|\.search\(\s*[a-z]/i.exec(text);
    expect([name, built?.[0] ?? null]).toEqual([name, null]);
  }
}

describeRow('RX-10', () => {
  test('no source of a package that is shipped builds one', () => noneIsBuilt(sources()));
  expectVulnerable('reads a cookie as axios did', () =>
    noneIsBuilt(sources().set('cookies.js', "document.cookie.match(new RegExp('(^|;\\\\s*)(' + name + ')=([^;]*)'))")),
  );
});
