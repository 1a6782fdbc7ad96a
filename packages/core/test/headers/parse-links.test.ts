import { expect, test } from '@jest/globals';
import { expectLinear } from '@req/test-support/cpu-time';
import { parseLinks } from '../../src/headers/parse-links.ts';

test.each<[string, Record<string, Record<string, string>>]>([
  [
    '<https://a/?p=2>; rel="next", <https://a/?p=9>; rel="last"',
    { next: { url: 'https://a/?p=2', rel: 'next' }, last: { url: 'https://a/?p=9', rel: 'last' } },
  ],
  ['<a>; rel=next; title="x; y=z"', { next: { url: 'a', rel: 'next', title: 'x', y: 'z' } }],
  ['<a>; rel="next prev"', { 'next prev': { url: 'a', rel: 'next prev' } }],
  ['<a>;rel=next,<b>;rel=next', { next: { url: 'b', rel: 'next' } }],
  ['<a>', { a: { url: 'a' } }],
  ['<a>;', { a: { url: 'a' } }],
  ['<a>; foo; rel=next', { a: { url: 'a' } }],
  ['<a>; rel="a=b"', { a: { url: 'a' } }],
  ['<a,b>; rel=x', { x: { url: 'a,b', rel: 'x' } }],
  ['<a?x=1,<b>; rel=n', { 'a?x=1': { url: 'a?x=1' }, n: { url: 'b', rel: 'n' } }],
  ['a; rel=next', { next: { url: 'a', rel: 'next' } }],
  ['   ', {}],
  ['<a>; REL=next', { a: { url: 'a', REL: 'next' } }],
  ["<a>; rel=next ; type='t/x'", { next: { url: 'a', rel: 'next', type: 't/x' } }],
  ['<a> ; rel=next', { next: { url: 'a', rel: 'next' } }],
  ['<a>;rel=next, b', { 'next, b': { url: 'a', rel: 'next, b' } }],
  ['<a;b>; rel=next', { a: { url: 'a' } }],
  ['<a>; rel=""', { a: { url: 'a', rel: '' } }],
])('%s', (header, links) => {
  expect(JSON.parse(JSON.stringify(parseLinks(header)))).toEqual(links);
});

test('names from the server never reach a prototype', () => {
  const links = parseLinks('<a>; rel=__proto__; polluted=yes, <b>; __proto__=x');
  expect(Object.keys(links)).toEqual(['__proto__', 'b']);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  expect(Object.getPrototypeOf(links)).toBeNull();
  expect(links['constructor']).toBeUndefined();
});

test.each<[string, (size: number) => string]>([
  ['commas and spaces', (size) => `,${' '.repeat(size / 5)}`.repeat(5)],
  ['commas', (size) => ', '.repeat(size / 2)],
  ['parameters', (size) => `<a>${'; a=b'.repeat(size / 5)}`],
])('a header of many %s is read in linear time', (_what, make) => expectLinear(make, parseLinks, 1_000_000));
