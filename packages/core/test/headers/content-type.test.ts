import { expect, test } from '@jest/globals';
import { encodingFromHeaders } from '../../src/headers/content-type.ts';
import { cpuTime } from '../cpu-time.ts';

test.each([
  ['text/html; charset=utf-8', 'utf-8'],
  ['text/html; charset="utf-8"', 'utf-8'],
  ["text/html; Charset='UTF-8'", 'UTF-8'],
  ['text/plain', 'ISO-8859-1'],
  ['application/json', 'utf-8'],
  ['application/hal+json', null],
  ['application/octet-stream', null],
  ['application/x-text-foo', 'ISO-8859-1'],
  ['TEXT/HTML', null],
  ['text/html; charset=nope', 'nope'],
  ['text/html; charset=', ''],
  ['text/html; charset', 'ISO-8859-1'],
  ['text/html; charset=utf-8; charset=latin1', 'latin1'],
  ['text/plain; charset=base64', 'base64'],
  ['text', 'ISO-8859-1'],
  ['x-text/y', 'ISO-8859-1'],
  [';charset=utf-8', 'utf-8'],
  ['text/html;charset=utf-8;', 'utf-8'],
  ['text/html; charset="a;b"', 'a'],
  ['application/JSON', null],
  ['image/svg+xml', null],
  ['text/html; charset = utf-8', 'utf-8'],
  ['application/json; text=1', 'utf-8'],
  ['text/html; charset=a=b', 'a=b'],
  ['text/html; "charset"=utf-8', 'utf-8'],
  ['text/html; xcharset=utf-8', 'ISO-8859-1'],
  ['', null],
  [null, null],
])('%j tells %j', (header, encoding) => {
  expect(encodingFromHeaders(header)).toBe(encoding);
});

test('a header of any length is read in linear time', () => {
  const time = cpuTime(() => {
    expect(encodingFromHeaders(`text/html${'; charset'.repeat(100_000)}`)).toBe('ISO-8859-1');
    expect(encodingFromHeaders(`text/html;${' '.repeat(1_000_000)}charset=x`)).toBe('x');
  });
  expect(time).toBeLessThan(500);
});
