import { expect, test } from '@jest/globals';
import { fill } from '../src/cases/placeholders.ts';

const ORIGINS = { A: 'http://127.0.0.1:4001', L: 'http://localhost:4001', HOME: '/home/x' };

test('placeholders are replaced in values and keys at any depth', () => {
  const given = { url: '{A}/x?y={A.netloc}', proxies: { 'http://{L.netloc}': ['{A.port}', '{HOME}/.netrc'] } };
  expect(fill(given, ORIGINS)).toEqual({
    url: 'http://127.0.0.1:4001/x?y=127.0.0.1:4001',
    proxies: { 'http://localhost:4001': ['4001', '/home/x/.netrc'] },
  });
});

test('masks and other braces are left alone', () => {
  const given = ['{UA}', '{AE}', '{LEN}', 'response="{VALID}"', '{}', '{"A": 1}', '{A', 7, null];
  expect(fill(given, ORIGINS)).toEqual(given);
});

test('a key named __proto__ stays a key', () => {
  const given = JSON.parse('{"__proto__": "{A}"}');
  expect(Object.entries(fill(given, ORIGINS))).toEqual([['__proto__', ORIGINS.A]]);
});
