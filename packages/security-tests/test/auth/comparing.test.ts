import { readdirSync, readFileSync } from 'node:fs';
import { expect } from '@jest/globals';
import { HTTPBasicAuth, HTTPBearerAuth, HTTPDigestAuth, HTTPProxyAuth } from '@req/core';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';

const folder = new URL('../../../core/src/auth/', import.meta.url);

/** Lines that compare a secret with `===`: how long that takes tells how much of a guess was right. */
function comparing(source: string): string[] {
  const secret = String.raw`(?:#?\b(?:password|token|secret|credentials|response|rspauth|ha1)\b|\['rspauth'\])`;
  const compared = new RegExp(
    `${secret}\\)?\\s*[=!]={1,2}(?!=)(?!\\s*(?:null|undefined|''|""))|[=!]={1,2}\\s*(?:this\\.)?${secret}`,
  );
  return source.split('\n').filter((line) => !/^\s*(?:\*|\/[/*])|typeof/.test(line) && compared.test(line));
}

describeRow('AU-16', () => {
  const check = (sources: Readonly<Record<string, string>>): void => {
    expect(Object.keys(sources).length).toBeGreaterThan(0);
    for (const [name, source] of Object.entries(sources)) expect([name, comparing(source)]).toEqual([name, []]);
  };
  // Nothing here compares secrets, so no timing can leak one.
  overTransports(() => {
    const names = readdirSync(folder);
    check(Object.fromEntries(names.map((name) => [name, readFileSync(new URL(name, folder), 'utf8')])));
    for (const kind of [HTTPBasicAuth, HTTPBearerAuth, HTTPDigestAuth, HTTPProxyAuth]) {
      expect(Object.getOwnPropertyNames(kind.prototype)).not.toContain('equals');
    }
  }, ['undici']);
  expectVulnerable('compares character by character', () =>
    check({ 'basic.ts': 'equals(other) {\n  return this.#password === other.#password;\n}' }),
  );
});
