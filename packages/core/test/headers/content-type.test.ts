import { expect, test } from '@jest/globals';
import { expectLinear } from '@req/test-support/cpu-time';
import { encodingFromHeaders } from '../../src/headers/content-type.ts';

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
])('%j means %j', (header, encoding) => {
  expect(encodingFromHeaders(header)).toBe(encoding);
});

test('a header of any length is read in linear time', async () => {
  const parameters = (size: number): string => `text/html${'; charset'.repeat(size / 9)}`;
  const spaces = (size: number): string => `text/html;${' '.repeat(size)}charset=x`;
  expect(encodingFromHeaders(parameters(1_000_000))).toBe('ISO-8859-1');
  expect(encodingFromHeaders(spaces(1_000_000))).toBe('x');
  // All different, since the last one is remembered.
  let turn = 0;
  for (const make of [parameters, spaces])
    await expectLinear(make, (header) => encodingFromHeaders(`${header};${turn++}`), 1_000_000);
});
