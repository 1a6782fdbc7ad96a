import { expect, test } from '@jest/globals';
import { LastFields } from '../../src/headers/last-fields.ts';
import { FunctionTransport, InvalidHeader, Session } from '../../src/index.ts';

test('the same lines in the same order are known again, anything else is not', () => {
  const last = new LastFields();
  expect(last.matches([])).toBe(false);
  last.remember(['A', '1', 'B', '2']);
  expect(last.matches(['A', '1', 'B', '2'])).toBe(true);
  expect(last.matches(['A', '1', 'B', '3'])).toBe(false);
  expect(last.matches(['a', '1', 'B', '2'])).toBe(false);
  expect(last.matches(['B', '2', 'A', '1'])).toBe(false);
  expect(last.matches(['A', '1'])).toBe(false);
});

test('a list that is changed after it was remembered is not known by its changes', () => {
  const last = new LastFields();
  const flat = ['A', '1'];
  last.remember(flat);
  flat[1] = 'bad\r\n';
  expect(last.matches(['A', 'bad\r\n'])).toBe(false);
});

test('a bad field is refused after a request with good ones, and again after that', async () => {
  const session = new Session({ transport: new FunctionTransport(() => ({ status: 200 })), trustEnv: false });
  await session.get('http://a.test/');
  const auth = (request: { headers: { set(name: string, value: string): void } }): void => {
    request.headers.set('X', 'a\r\nEvil: 1');
  };
  for (let i = 0; i < 2; i++) {
    await expect(session.get('http://a.test/', { auth: auth as never })).rejects.toBeInstanceOf(InvalidHeader);
  }
});
