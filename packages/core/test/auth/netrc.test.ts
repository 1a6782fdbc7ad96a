import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { expectLinear } from '@req/test-support/cpu-time';
import fc from 'fast-check';
import { netrcAuth } from '../../src/auth/netrc.ts';
import { parseNetrc } from '../../src/auth/parse-netrc.ts';
import { RequestException } from '../../src/errors/errors.ts';
import { temporaryHome } from './temporary-home.ts';

/** Each host with login, account and password; `null` for a file that Python refuses. */
function parsed(text: string): Record<string, string[]> | null {
  const file = parseNetrc(text);
  if (file === null) return null;
  return Object.fromEntries([...file.hosts].map(([name, e]) => [name, [e.login, e.account, e.password]]));
}

describe('a netrc file is parsed as in Python 3.11', () => {
  // Every expectation was taken from Python's netrc module.
  test.each<[string, Record<string, string[]> | null]>([
    ['', {}],
    ['machine h login l password p', { h: ['l', '', 'p'] }],
    ['machine h user l account a password p', { h: ['l', 'a', 'p'] }],
    ['machine\nh\n\tlogin\r\nl\npassword p', { h: ['l', '', 'p'] }],
    ['default', { default: ['', '', ''] }],
    ['machine h', { h: ['', '', ''] }],
    ['machine h login', { h: ['', '', ''] }],
    ['machine h login "a b" password "p\\"x\\\\"', { h: ['a b', '', 'p"x\\'] }],
    ['machine h login a\\ b password \\"', { h: ['a b', '', '"'] }],
    ['machine h login a"b password p', { h: ['a"b', '', 'p'] }],
    ['machine h login "a"b password p', null],
    ['machine h login "" password p', { h: ['', '', 'p'] }],
    ['machine h login "open password p', { h: ['open password p', '', ''] }],
    ['machine h password #p', { h: ['', '', '#p'] }],
    ['machine h # c d e\nlogin l', { h: ['l', '', ''] }],
    ['machine h #c d e\nlogin l', { h: ['l', '', ''] }],
    ['machine h #\nlogin l', { h: ['l', '', ''] }],
    ['# c d\nmachine h', { h: ['', '', ''] }],
    ['#\nmachine h', { h: ['', '', ''] }],
    ['#c\nmachine h', { h: ['', '', ''] }],
    ['#c d\nmachine h', null],
    ['\n# c d\nmachine h', null],
    ['machine h login l\n# c d\nmachine i', { h: ['l', '', ''], i: ['', '', ''] }],
    ['macdef m\na b\nc\n\nmachine h', { h: ['', '', ''] }],
    ['macdef m\na b\nc', null],
    ['macdef m\n\nmachine h', { h: ['', '', ''] }],
    ['machine h login l macdef m\na\n\nmachine i', { h: ['l', '', ''], i: ['', '', ''] }],
    ['machine', null],
    ['machine h nonsense', null],
    ['nonsense', null],
    ['machine h login a machine h login b', { h: ['b', '', ''] }],
    ['default login d machine h login l', { default: ['d', '', ''], h: ['l', '', ''] }],
    ['machine default login d', { default: ['d', '', ''] }],
    ['machine __proto__ login l', Object.fromEntries([['__proto__', ['l', '', '']]])],
    ['machine h login l\\', { h: ['l', '', ''] }],
  ])('%j', (text, expected) => {
    expect(parsed(text)).toEqual(expected);
  });

  test('random text is a file or null, in linear time', async () => {
    const words = fc.constantFrom(
      'machine',
      'default',
      'login',
      'password',
      'macdef',
      '"',
      '\\',
      '#',
      '\n',
      ' ',
      'x',
      '\0',
      'é',
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 60 }), (parts) => {
        const file = parseNetrc(parts.join(''));
        return file === null || file.hosts instanceof Map;
      }),
      { numRuns: 2000 },
    );
    for (const unit of ['machine h ', '"', '\\', '# x\n', 'macdef m\n', '\n', 'machine h login "']) {
      await expectLinear((size) => unit.repeat(Math.ceil(size / unit.length)), parseNetrc, 1_000_000);
    }
  });
});

describe('netrcAuth()', () => {
  const home = temporaryHome();
  const write = (name: string, text: string): void => writeFileSync(join(home(), name), text);
  test('notices at once when a file appears, changes or is removed', () => {
    expect(netrcAuth('h')).toBeNull();
    write('_netrc', 'machine h login a password 1');
    expect(netrcAuth('h')).toEqual(['a', '1']);
    write('.netrc', 'machine h login b password 2');
    expect(netrcAuth('h')).toEqual(['b', '2']);
    write('.netrc', 'machine h login longer password 3');
    expect(netrcAuth('h')).toEqual(['longer', '3']);
    rmSync(join(home(), '.netrc'));
    rmSync(join(home(), '_netrc'));
    expect(netrcAuth('h')).toBeNull();
  });

  test('a new file is found by the next lookup, however many found none', () => {
    for (const password of ['1', '2']) {
      for (let i = 0; i < 1000; i++) expect(netrcAuth('h')).toBeNull();
      write('.netrc', `machine h login a password ${password}`);
      expect(netrcAuth('h')).toEqual(['a', password]);
      rmSync(join(home(), '.netrc'));
    }
  });

  test('an invalid home directory, or none, has no file', () => {
    write('file', '');
    process.env['HOME'] = join(home(), 'file');
    expect(netrcAuth('h')).toBeNull();
    process.env['HOME'] = join(home(), 'missing');
    expect(netrcAuth('h')).toBeNull();
    process.env['NETRC'] = join(home(), 'file', 'x');
    expect(netrcAuth('h')).toBeNull();
  });

  test('notices a change of $HOME at once, however many lookups found nothing before', () => {
    for (let i = 0; i < 1000; i++) netrcAuth('h');
    const other = join(home(), 'other');
    mkdirSync(other);
    writeFileSync(join(other, '.netrc'), 'machine h login o password 9');
    process.env['HOME'] = other;
    expect(netrcAuth('h')).toEqual(['o', '9']);
    process.env['HOME'] = home();
  });

  test('notices a change of $NETRC at once', () => {
    write('one', 'machine h login a password 1');
    write('.netrc', 'machine h login home password 0');
    process.env['NETRC'] = join(home(), 'missing');
    expect(netrcAuth('h')).toBeNull();
    process.env['NETRC'] = join(home(), 'one');
    expect(netrcAuth('h')).toEqual(['a', '1']);
    process.env['NETRC'] = '~/one';
    expect(netrcAuth('h')).toEqual(['a', '1']);
    delete process.env['NETRC'];
    expect(netrcAuth('h')).toEqual(['home', '0']);
  });

  test('the host is compared exactly, an empty entry is ignored, the account replaces a missing login', () => {
    write('.netrc', 'machine H login a password 1 machine e machine acc account x password y default login d');
    expect(netrcAuth('h')).toEqual(['d', '']);
    expect(netrcAuth('H')).toEqual(['a', '1']);
    expect(netrcAuth('e')).toBeNull();
    expect(netrcAuth('acc')).toEqual(['x', 'y']);
    expect(netrcAuth('')).toBeNull();
    expect(netrcAuth('__proto__')).toEqual(['d', '']);
  });

  test('a file that cannot be parsed is ignored; one that cannot be read is an error that names it', () => {
    write('.netrc', 'machine h nonsense');
    expect(netrcAuth('h')).toBeNull();
    mkdirSync(join(home(), 'dir'));
    process.env['NETRC'] = join(home(), 'dir');
    expect(() => netrcAuth('h')).toThrow(RequestException);
    expect(() => netrcAuth('h')).toThrow(join(home(), 'dir'));
    if (process.getuid?.() !== 0) {
      chmodSync(join(home(), '.netrc'), 0);
      delete process.env['NETRC'];
      expect(() => netrcAuth('h')).toThrow(RequestException);
    }
  });
});
