import { describe, expect, test } from '@jest/globals';
import { type HostGuard, hostGuard } from '../../src/guard/host-guard.ts';
import { FunctionTransport, HostNotAllowed, retry, Session } from '../../src/index.ts';

const guardOf = (allowHosts: readonly string[] | null, denyPrivate = false): HostGuard =>
  hostGuard(allowHosts, denyPrivate) as HostGuard;

function allows(guard: HostGuard, host: string): boolean {
  try {
    guard.check(`http://${host}/`);
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(HostNotAllowed);
    return false;
  }
}

describe('allowHosts', () => {
  const NAMES = ['example.com', '*.example.org', 'Bücher.example', '10.1.0.0/16', '192.0.2.7', '[2001:db8::]/32'];
  test.each(
    (
      'example.com EXAMPLE.com example.com. example.com:8080 a.example.org a.b.example.org xn--bcher-kva.example ' +
      '10.1.2.3 10.1.515 0xa.1.2.3 192.0.2.7 3221225991 [2001:db8::5] [::ffff:10.1.2.3]'
    ).split(' '),
  )('lets %s through', (host) => expect(allows(guardOf(NAMES), host)).toBe(true));

  test.each(
    (
      'www.example.com badexample.com example.org evilexample.org example.com.evil.test com 10.2.0.1 192.0.2.8 ' +
      '[2001:db9::1] [::1] localhost a.example.org.evil.test'
    ).split(' '),
  )('does not let %s through', (host) => expect(allows(guardOf(NAMES), host)).toBe(false));

  test('allows every host with a star, and none when it is empty', () => {
    expect(allows(guardOf(['*']), 'any.test')).toBe(true);
    expect(allows(guardOf(['*']), '127.0.0.1')).toBe(true);
    expect(allows(guardOf([]), 'example.com')).toBe(false);
  });

  test.each(['http://example.com', 'example.com:80', 'example.com/8', '10.0.0.0/33', '*.*.example', 'a b', '', '*x'])(
    'is refused with a TypeError when it holds %p',
    (entry) => {
      const transport = new FunctionTransport(() => ({}));
      expect(() => new Session({ transport, allowHosts: ['example.com', entry] })).toThrow(TypeError);
    },
  );

  test('raises a TypeError when it is not a list', () => {
    const transport = new FunctionTransport(() => ({}));
    expect(() => new Session({ transport, allowHosts: 'example.com' as never })).toThrow(TypeError);
  });
});

describe('denyPrivateNetworks', () => {
  test.each(
    (
      'localhost LOCALHOST. a.localhost 127.0.0.1 127.1 2130706433 0x7f.1 0177.0.0.1 0.0.0.0 0 [::1] [::] ' +
      '[0:0:0:0:0:0:0:1] [::ffff:127.0.0.1] [64:ff9b::7f00:1] [2002:7f00:1::] [fe80::1%25eth0] 169.254.169.254'
    ).split(' '),
  )('refuses %s before its name is looked up', (host) => expect(allows(guardOf(null, true), host)).toBe(false));

  test('leaves names and public addresses to the transport', () => {
    for (const host of ['example.com', '1.1.1.1', '[2606:4700::1111]', 'localhost.example']) {
      expect(allows(guardOf(null, true), host)).toBe(true);
    }
    const { addresses } = guardOf(null, true);
    expect(addresses?.permits('1.1.1.1')).toBe(true);
    expect(addresses?.permits('::ffff:10.0.0.1')).toBe(false);
    expect(addresses?.permits('not an address')).toBe(false);
  });

  test('exempts addresses and networks of allowHosts, not what its names resolve to', () => {
    const guard = guardOf(['*', '10.1.0.0/16'], true);
    expect(allows(guard, '10.1.2.3')).toBe(true);
    expect(allows(guard, '10.2.0.1')).toBe(false);
    expect(allows(guard, 'intranet.test')).toBe(true);
    expect(guard.addresses?.permits('10.1.9.9')).toBe(true);
    expect(guardOf(['intranet.test'], true).addresses?.permits('10.1.9.9')).toBe(false);
  });

  test('allows nothing that allowHosts does not', () => {
    expect(allows(guardOf(['example.com'], true), 'example.org')).toBe(false);
    expect(allows(guardOf(['example.com'], true), '1.1.1.1')).toBe(false);
  });
});

describe('a session with a guard', () => {
  test('sends nothing to a host that is refused, and does not retry', async () => {
    let asked = 0;
    const transport = retry(
      new FunctionTransport(() => {
        asked++;
        return {};
      }),
      { total: 3, backoffFactor: 0 },
    );
    const session = new Session({ transport, allowHosts: ['example.com'] });
    const failure = session.get('http://user:secret@example.org/?token=secret');
    await expect(failure).rejects.toMatchObject({
      code: 'HOST_NOT_ALLOWED',
      message: expect.stringContaining('example.org'),
    });
    await expect(failure).rejects.toMatchObject({ message: expect.not.stringContaining('secret') });
    expect(asked).toBe(0);
  });

  test('gives the transport an address guard, only when private networks are denied', async () => {
    const seen: unknown[] = [];
    const transport = new FunctionTransport(({ guard }) => {
      seen.push(guard?.key ?? null);
      return {};
    });
    const session = new Session({ transport });
    await session.get('http://example.com/');
    session.allowHosts = ['example.com'];
    await session.get('http://example.com/');
    session.denyPrivateNetworks = true;
    await session.get('http://example.com/');
    session.allowHosts = ['example.com', '10.0.0.0/8'];
    await session.get('http://example.com/');
    expect(seen.slice(0, 2)).toEqual([null, null]);
    expect(typeof seen[2]).toBe('string');
    expect(seen[3]).not.toBe(seen[2]);
  });

  test('needs a transport with address-guard when private networks are denied', async () => {
    let asked = 0;
    const transport = new FunctionTransport(() => ({ status: ++asked }), { capabilities: ['raw-body'] });
    const session = new Session({ transport, denyPrivateNetworks: true });
    await expect(session.get('http://example.com/')).rejects.toMatchObject({
      code: 'UNSUPPORTED_BY_TRANSPORT',
      capability: 'address-guard',
    });
    expect(asked).toBe(0);
  });

  test('checks each hop of a redirect', async () => {
    const asked: string[] = [];
    const transport = new FunctionTransport(({ url }) => {
      asked.push(url);
      return { status: 302, headers: { Location: 'http://169.254.169.254/latest/meta-data/' } };
    });
    const session = new Session({ transport, denyPrivateNetworks: true });
    await expect(session.get('http://example.com/')).rejects.toThrow(HostNotAllowed);
    expect(asked).toEqual(['http://example.com/']);
  });
});
