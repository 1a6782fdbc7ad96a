import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { TESTED_UNDICI } from '../src/tested-undici.ts';

interface Manifest {
  readonly version: string;
  readonly dependencies?: Record<string, string>;
  readonly devDependencies?: Record<string, string>;
}

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

const read = (path: string): Manifest => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as Manifest;

const minor = (version: string): string => version.split('.').slice(0, 2).join('.');

const minorNumber = (version: string): number => Number(version.split('.')[1]);

describe('the tested versions of undici', () => {
  test('are those that the package may be installed with: no later minor version, and one major', () => {
    const range = read('../package.json').dependencies?.['undici'] ?? '';
    const [, lower = '', next = ''] = /^>=(\d+\.\d+)\.\d+ <(\d+\.\d+)\.0$/.exec(range) ?? [];
    const [first, last] = TESTED_UNDICI.find(([version]) => version.split('.')[0] === lower.split('.')[0]) ?? [];
    const [major, lastMinor] = String(last).split('.').map(Number);
    expect(next).toBe(`${major}.${Number(lastMinor) + 1}`);
    expect(minorNumber(lower)).toBeGreaterThanOrEqual(minorNumber(String(first)));
  });

  test('are those that the README names', () => {
    expect(README).toContain(`undici ${TESTED_UNDICI.map(([first, last]) => `${first} to ${last}`).join(' and ')}.`);
    expect(README).toContain(`\`${read('../package.json').dependencies?.['undici']}\``);
  });

  test('end with the installed undici 7, and with the undici 8 that CI installs', () => {
    const installed = read('../../../package.json').devDependencies?.['undici'];
    expect(minor(String(installed))).toBe(TESTED_UNDICI[0]?.[1]);
    expect(read('../../../node_modules/undici/package.json').version).toBe(installed);
    const workflow = readFileSync(new URL('../../../.github/workflows/ci.yml', import.meta.url), 'utf8');
    expect(/scripts\/undici-versions\.mjs (8\.\d+)\n/.exec(workflow)?.[1]).toBe(TESTED_UNDICI[1]?.[1]);
  });
});
