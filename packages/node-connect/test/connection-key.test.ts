import { describe, expect, test } from '@jest/globals';
import { HeaderMap, type ProxySettings, type TlsSettings } from '@req/core';
import { connectionKey } from '../src/net/connection-key.ts';

const plain: TlsSettings = { verify: true, ca: null, cert: null };
const proxy = (url: string, headers: Record<string, string> = {}): ProxySettings => ({
  url,
  headers: new HeaderMap(headers),
});
const me = { cert: 'cert', key: 'key' };

describe('the key of a connection', () => {
  test('is empty for the defaults', () => {
    expect(connectionKey({ ...plain }, null)).toBe('');
  });

  test('depends on content: equal settings in different objects have the same key', () => {
    const one = { verify: true, ca: ['a', Buffer.from('b')], cert: { ...me, passphrase: 'p' } };
    const two = { verify: true, ca: [Buffer.from('a'), 'b'], cert: { ...me, passphrase: 'p' } };
    expect(connectionKey(one, proxy('http://p', { a: 'b' }))).toBe(connectionKey(two, proxy('http://p', { a: 'b' })));
    expect(connectionKey(one, null)).toBe(connectionKey(one, null));
  });

  test('differs with everything that keeps connections apart', () => {
    const keys = [
      connectionKey(plain, null),
      connectionKey({ ...plain, verify: false }, null),
      connectionKey({ ...plain, ca: 'ab' }, null),
      connectionKey({ ...plain, ca: [] }, null),
      connectionKey({ ...plain, ca: ['a', 'b'] }, null),
      connectionKey({ ...plain, ca: 'ab', verify: false }, null),
      connectionKey({ ...plain, cert: me }, null),
      connectionKey({ ...plain, cert: { cert: 'cer', key: 'tkey' } }, null),
      connectionKey({ ...plain, cert: { ...me, passphrase: '' } }, null),
      connectionKey({ ...plain, cert: { ...me, passphrase: 'p' } }, null),
      connectionKey(plain, proxy('http://p')),
      connectionKey(plain, proxy('https://p')),
      connectionKey(plain, proxy('socks5://u:p@p')),
      connectionKey(plain, proxy('socks5://u:q@p')),
      connectionKey(plain, proxy('http://p', { 'Proxy-Authorization': 'a' })),
      connectionKey(plain, proxy('http://p', { 'Proxy-Authorization': 'b' })),
      connectionKey({ ...plain, verify: false }, proxy('http://p')),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('contains no secret', () => {
    const key = connectionKey(
      { ...plain, cert: { cert: 'c', key: 'private', passphrase: 'phrase' } },
      proxy('socks5://user:password@p', { 'Proxy-Authorization': 'Basic dTpw' }),
    );
    expect(key).not.toMatch(/private|phrase|user|password|dTpw/);
  });
});
