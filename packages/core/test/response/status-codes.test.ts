import { expect, test } from '@jest/globals';
import { codes } from '../../src/response/status-codes.ts';

test('a status is found by each of its names, in lower and in upper case', () => {
  expect(codes.ok).toBe(200);
  expect(codes.not_found).toBe(404);
  expect(codes['NOT_FOUND']).toBe(404);
  expect(codes['I_AM_A_TEAPOT']).toBe(418);
  expect(codes['\\o/']).toBe(200);
  expect(codes['✓']).toBe(200);
  expect(codes['-o-']).toBe(404);
  expect(codes['-O-']).toBe(404);
  expect(codes['/o\\']).toBe(500);
  expect(codes['/O\\']).toBeUndefined();
  expect(codes['early-hints']).toBe(102);
});

test('a name of two statuses means the later one', () => {
  expect(codes['uri_too_long']).toBe(414);
  expect(codes['precondition']).toBe(428);
  expect(codes['request_uri_too_long']).toBe(122);
});

test('an unknown name is undefined, and the table cannot be changed', () => {
  expect(codes['nope']).toBeUndefined();
  expect(codes['constructor']).toBeUndefined();
  expect(codes['toString']).toBeUndefined();
  expect(Object.isFrozen(codes)).toBe(true);
});
