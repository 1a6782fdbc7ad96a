import { describe, expect, test } from '@jest/globals';
import { mergeTimeouts, normaliseTimeout } from '../../src/send/settings.ts';
import { failure, played } from '../played.ts';

describe('the forms of a timeout', () => {
  test.each<[string, unknown, object]>([
    ['nothing waits for ever', undefined, { connect: null, read: null, total: null }],
    ['so does null', null, { connect: null, read: null, total: null }],
    ['a number is for connecting and for reading', 500, { connect: 500, read: 500, total: null }],
    ['fractions of a millisecond count', 0.5, { connect: 0.5, read: 0.5, total: null }],
    ['a pair is [connect, read]', [1, 2], { connect: 1, read: 2, total: null }],
    ['null in it waits for ever', [null, 2], { connect: null, read: 2, total: null }],
    ['a pair of nulls does in all', [null, null], { connect: null, read: null, total: null }],
    ['each may be named', { connect: 1, read: 2, total: 3 }, { connect: 1, read: 2, total: 3 }],
    [
      'a connect timeout that total covers is dropped',
      { connect: 3, total: 3 },
      { connect: null, read: null, total: 3 },
    ],
    ['or left out', { total: 3 }, { connect: null, read: null, total: 3 }],
    ['an empty object waits for ever', {}, { connect: null, read: null, total: null }],
    ['what no clock can hold is the longest it can', 1e12, { connect: 2 ** 31 - 1, read: 2 ** 31 - 1, total: null }],
  ])('%s', (_what, timeout, parts) => expect(normaliseTimeout(timeout as never)).toEqual(parts));
});

describe('anything else raises a TypeError that names the part; nothing is sent', () => {
  test.each<[unknown, string]>([
    [0, 'timeout must be a positive number'],
    [-1, 'timeout must be a positive number'],
    [Number.NaN, 'timeout must be a positive number'],
    [Number.POSITIVE_INFINITY, 'timeout must be a positive number'],
    [true, 'not boolean'],
    ['5', 'not string'],
    ['foo', 'not string'],
    [[1], '[connect, read]'],
    [[1, 2, 3], '[connect, read]'],
    [[0, 1], 'timeout[0] must be a positive number'],
    [[1, '2'], 'timeout[1] must be a positive number'],
    [{ connect: 0 }, 'timeout.connect must be a positive number'],
    [{ read: true }, 'timeout.read must be a positive number'],
    [{ total: -1 }, 'timeout.total must be a positive number'],
    [{ totel: 5 }, "timeout has no part 'totel'"],
    [() => 5, 'not function'],
  ])('%p', async (timeout, message) => {
    const { session, sent } = played();
    const error = await failure(session.get('http://a.test/', { timeout: timeout as never }));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toContain(message);
    expect(sent).toEqual([]);
  });
});

describe('the transport gets', () => {
  test("the request's timeout, else the session's; null asks for none", async () => {
    const { session, sent } = played([], { timeout: [1000, 2000] });
    await session.get('http://a.test/');
    await session.get('http://a.test/', { timeout: 500 });
    await session.get('http://a.test/', { timeout: null });
    session.timeout = null;
    await session.get('http://a.test/');
    expect(sent.map(({ request: { timeout } }) => [timeout.connect, timeout.read])).toEqual([
      [1000, 2000],
      [500, 500],
      [null, null],
      [null, null],
    ]);
  });

  test.each<[session: unknown, own: unknown, connect: number | null, read: number | null, total: number | null]>([
    [[1000, 2000], { read: 5 }, 1000, 5, null],
    [{ connect: 1000, total: 9000 }, { read: 5 }, 1000, 5, 9000],
    [{ connect: 1000, total: 9000 }, { connect: null }, null, null, 9000],
    [{ connect: 1000, total: 9000 }, { total: null }, 1000, null, null],
    [{ connect: 1000, total: 9000 }, { total: 500 }, null, null, 500],
    [{ connect: 1000, total: 9000 }, {}, 1000, null, 9000],
    [{ read: 1000, total: 9000 }, 500, 500, 500, 9000],
    [{ read: 1000, total: 9000 }, [null, 50], null, 50, 9000],
    [{ read: 1000, total: 9000 }, null, null, null, null],
    [2000, { connect: undefined, total: 9000 }, 2000, 2000, 9000],
    [null, { read: 5 }, null, 5, null],
  ])('with %j of the session and %j of the request: connect %s, read %s, total %s', async (first, own, ...parts) => {
    expect(Object.values(mergeTimeouts(first as never, own as never))).toEqual(parts);
    const { session, sent } = played([], { timeout: first as never });
    await session.get('http://a.test/', { timeout: own as never });
    expect(sent[0]?.request.timeout).toMatchObject({ connect: parts[0], read: parts[1] });
    expect(sent[0]?.request.signal !== null).toBe(parts[2] !== null);
  });

  test('an invalid timeout of the session makes the call fail with a TypeError', async () => {
    const { session } = played();
    session.timeout = -5 as never;
    await expect(session.get('http://a.test/')).rejects.toThrow(TypeError);
  });
});
