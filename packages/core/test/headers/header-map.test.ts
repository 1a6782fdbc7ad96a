import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { HeaderMap, type HeadersInit, InvalidHeader, Request } from '../../src/index.ts';

const map = (): HeaderMap =>
  new HeaderMap([
    ['A', '1'],
    ['b', '2'],
  ]);

describe('names are case-insensitive and keep their spelling', () => {
  test('has and get', () => {
    expect([map().has('a'), map().has('B'), map().has('c')]).toEqual([true, true, false]);
    expect([map().get('a'), map().get('B'), map().get('c')]).toEqual(['1', '2', null]);
  });

  test('set replaces in the first place with the last spelling', () => {
    expect([...map().set('a', '9')]).toEqual([
      ['a', '9'],
      ['b', '2'],
    ]);
  });

  test('set appends a new header', () => {
    expect([...map().set('C', '3')]).toEqual([
      ['A', '1'],
      ['b', '2'],
      ['C', '3'],
    ]);
  });

  test('set replaces every line of the name', () => {
    const headers = new HeaderMap([
      ['X', '1'],
      ['b', '2'],
      ['x', '3'],
      ['X', '4'],
    ]);
    expect([...headers.set('X', '5')]).toEqual([
      ['X', '5'],
      ['b', '2'],
    ]);
  });

  test('delete removes every line of the name and returns whether there was one', () => {
    const headers = new HeaderMap([
      ['X', '1'],
      ['b', '2'],
      ['x', '3'],
    ]);
    expect(headers.delete('x')).toBe(true);
    expect(headers.delete('x')).toBe(false);
    expect([...headers]).toEqual([['b', '2']]);
  });

  test('only ASCII letters are compared without case', () => {
    const headers = new HeaderMap().set('K', '1');
    expect(headers.has('\u212a')).toBe(false);
  });
});

describe('lines of the same name are kept separate', () => {
  const headers = (): HeaderMap =>
    new HeaderMap().append('Set-Cookie', 'a=1').append('X', '1').append('set-cookie', 'b=2, c').append('x', '');

  test('get joins them, getAll lists them', () => {
    expect(headers().get('X')).toBe('1, ');
    expect(headers().getAll('x')).toEqual(['1', '']);
    expect(headers().getAll('y')).toEqual([]);
  });

  test('getSetCookie returns each cookie', () => expect(headers().getSetCookie()).toEqual(['a=1', 'b=2, c']));

  test('size counts lines, and iterating yields them in order', () => {
    expect(headers().size).toBe(4);
    expect([...headers().keys()]).toEqual(['Set-Cookie', 'X', 'set-cookie', 'x']);
    expect([...headers().values()]).toEqual(['a=1', '1', 'b=2, c', '']);
    expect([...headers().entries()]).toEqual([...headers()]);
    const seen: string[] = [];
    headers().forEach((value, name, self) => {
      seen.push(`${name}: ${value} ${self.size}`);
    });
    expect(seen).toEqual(['Set-Cookie: a=1 4', 'X: 1 4', 'set-cookie: b=2, c 4', 'x:  4']);
  });

  test('toJSON joins them under the first spelling, in an object without a prototype', () => {
    const json = headers().set('__proto__', 'x').toJSON();
    expect(JSON.stringify(json)).toBe('{"Set-Cookie":"a=1, b=2, c","X":"1, ","__proto__":"x"}');
    expect(Object.getPrototypeOf(json)).toBeNull();
  });
});

describe('it can be made from headers in any form', () => {
  test.each<[string, HeadersInit | null | undefined]>([
    ['a record', { A: '1', b: '2' }],
    [
      'pairs',
      [
        ['A', '1'],
        ['b', '2'],
      ],
    ],
    [
      'a Map',
      new Map([
        ['A', '1'],
        ['b', '2'],
      ]),
    ],
    [
      'another HeaderMap',
      new HeaderMap([
        ['A', '1'],
        ['b', '2'],
      ]),
    ],
  ])('%s', (_form, init) =>
    expect([...new HeaderMap(init)]).toEqual([
      ['A', '1'],
      ['b', '2'],
    ]),
  );

  test('the Headers of fetch, whose names are in lower case', () => {
    expect([...new HeaderMap(new Headers({ B: '2', A: '1' }))]).toEqual([
      ['a', '1'],
      ['b', '2'],
    ]);
  });

  test.each([[null], [undefined]])('%p means no headers', (init) => expect(new HeaderMap(init).size).toBe(0));

  test('a copy is independent', () => {
    const original = map();
    const copy = original.copy();
    copy.set('A', 'changed');
    expect(original.get('a')).toBe('1');
    expect(copy).toBeInstanceOf(HeaderMap);
    const made = new HeaderMap(original);
    made.delete('A');
    expect(original.has('A')).toBe(true);
  });

  test('a string throws TypeError', () => expect(() => new HeaderMap('a: b' as never)).toThrow(TypeError));
});

describe('invalid names and values are refused', () => {
  test.each<[string, unknown, unknown]>([
    ['CR', 'a', 'x\ry'],
    ['LF', 'a', 'x\ny'],
    ['CR LF', 'a', 'x\r\ny: z'],
    ['NUL', 'a', 'x\0'],
    ['an empty name', '', 'x'],
    ['a name with a space', 'a b', 'x'],
    ['a name with a colon', 'a:b', 'x'],
    ['a name with a line break', 'a\nb', 'x'],
    ['a name beyond ASCII', 'é', 'x'],
    ['a number as value', 'a', 1],
    ['null as value', 'a', null],
    ['a number as name', 1, 'x'],
  ])('%s', (_what, name, value) => {
    const headers = map();
    expect(() => headers.set(name as string, value as string)).toThrow(InvalidHeader);
    expect(() => headers.append(name as string, value as string)).toThrow(InvalidHeader);
    expect(() => new HeaderMap([[name as string, value as string]])).toThrow(InvalidHeader);
    expect([...headers]).toEqual([...map()]);
  });

  test('the message names the header and not its value', async () => {
    expect(() => map().set('X-Key', 'hunter2\n')).toThrow(/^The value of header "X-Key" holds a CR, LF or NUL.$/);
    const line = 'Authorization: Bearer hunter2';
    expect(() => map().set(line, '')).toThrow(/header name: "Authorization: \*\*\*"$/);
    const request = new Request('GET', 'http://h/', { headers: { [line]: '' } });
    await expect(request.prepare()).rejects.toThrow(/header name: "Authorization: \*\*\*"$/);
    for (const name of [':path', 'a:']) expect(() => map().set(name, 'hunter2')).toThrow(`name: "${name}"`);
  });
});

describe('printing shows names and values, except secrets', () => {
  test.each([
    ['Authorization'],
    ['Proxy-Authorization'],
    ['cookie'],
    ['Set-Cookie'],
    ['X-Api-Key'],
    ['x-apikey'],
    ['X-Auth-Token'],
    ['Private-Token'],
    ['X-Client-Secret'],
  ])('%s', (name) => {
    const shown = inspect(
      new HeaderMap([
        ['Accept', '*/*'],
        [name, 'hunter2'],
      ]),
    );
    expect(shown).toContain("Accept: '*/*'");
    expect(shown).toContain('***');
    expect(shown).not.toContain('hunter2');
  });
});
