import net from 'node:net';
import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { refusedPort } from '@req/test-support/ports';
import { socksProxy } from '@req/test-support/socks-proxy';
import { eventually } from '@req/test-support/waiting';
import { opened, proxyAt, readSome, refused } from './support/opened.ts';
import { connections, listen } from './support/servers.ts';

const hex = (text: string): string => Buffer.from(text, 'latin1').toString('hex');

/** Resolves every name to the loopback address. */
const lookup: net.LookupFunction = (_host, options, callback) => {
  if (options.all) callback(null, [{ address: '127.0.0.1', family: 4 }]);
  else callback(null, '127.0.0.1', 4);
};

async function greeted(url: (port: number) => string, more: { auth?: boolean; lookup?: net.LookupFunction }) {
  const to = await listen(net.createServer((socket) => socket.write('hello')));
  const asked: string[] = [];
  const port = await listen(net.createServer(socksProxy({ to, asked, auth: more.auth ?? false })));
  const proxy = proxyAt(url(port));
  const socket = await opened({ host: 'a.test', port: 80, proxy, ...(more.lookup && { lookup: more.lookup }) });
  expect(await readSome(socket)).toBe('hello');
  socket.destroy();
  return asked;
}

describe('a tunnel through a SOCKS proxy', () => {
  test('socks5h lets the proxy resolve the name', async () => {
    const asked = await greeted((port) => `socks5h://127.0.0.1:${port}`, {});
    expect(asked).toEqual(['050100', `05010003${'06'}${hex('a.test')}0050`]);
  });

  test('socks5 resolves the name here', async () => {
    const asked = await greeted((port) => `socks5://127.0.0.1:${port}`, { lookup });
    expect(asked).toEqual(['050100', '050100017f0000010050']);
  });

  test('socks5 sends user name and password, percent-decoded', async () => {
    const asked = await greeted((port) => `socks5h://u%40:p%20@127.0.0.1:${port}`, { auth: true });
    expect(asked[0]).toBe('05020002');
    expect(asked[1]).toBe(`0102${hex('u@')}02${hex('p ')}`);
  });

  test('socks4a lets the proxy resolve the name', async () => {
    const asked = await greeted((port) => `socks4a://127.0.0.1:${port}`, {});
    expect(asked).toEqual([`0401005000000001${'00'}${hex('a.test')}00`]);
  });

  test('socks4 resolves the name here, to IPv4, and sends the user name', async () => {
    const asked = await greeted((port) => `socks4://me%3A@127.0.0.1:${port}`, { lookup });
    expect(asked).toEqual([`040100507f000001${hex('me:')}00`]);
  });

  test.each(['socks5', 'socks4'])(
    '%s fails with ConnectionError for a name that cannot be resolved here',
    async (scheme) => {
      const port = await listen(net.createServer(socksProxy({ asked: [] })));
      const error = await refused({ host: 'nope.invalid', port: 80, proxy: proxyAt(`${scheme}://127.0.0.1:${port}`) });
      expect(error.name).toBe('ConnectionError');
    },
  );

  test('socks4 fails with ConnectionError for an IPv6 address', async () => {
    const error = await refused({ host: '::1', port: 80, proxy: proxyAt('socks4://127.0.0.1:1') });
    expect(error.name).toBe('ConnectionError');
  });
});

describe('a SOCKS proxy fails with ProxyError', () => {
  test.each([
    ['socks5h', 5],
    ['socks4a', 91],
  ])('when it refuses: %s, and no credentials are shown', async (scheme, code) => {
    const port = await listen(net.createServer(socksProxy({ asked: [], code })));
    const proxy = proxyAt(`${scheme}://user:secret@127.0.0.1:${port}`);
    const error = await refused({ host: 'a.test', port: 80, proxy });
    expect(error.name).toBe('ProxyError');
    expect(error.message).toContain(`127.0.0.1:${port} did not connect to a.test:80`);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('secret');
  });

  test('when it speaks HTTP, or closes, or does not listen', async () => {
    const target = { host: 'a.test', port: 80 };
    const http = await listen(net.createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')));
    expect((await refused({ ...target, proxy: proxyAt(`socks5h://127.0.0.1:${http}`) })).name).toBe('ProxyError');
    const closing = await listen(net.createServer((socket) => socket.end()));
    expect((await refused({ ...target, proxy: proxyAt(`socks5h://127.0.0.1:${closing}`) })).name).toBe('ProxyError');
    const nowhere = proxyAt(`socks5h://127.0.0.1:${await refusedPort()}`);
    expect((await refused({ ...target, proxy: nowhere })).name).toBe('ProxyError');
  });

  test('when it cannot carry the credentials', async () => {
    const long = proxyAt(`socks5h://${'u'.repeat(256)}:p@127.0.0.1:1`);
    expect((await refused({ host: 'a.test', port: 80, proxy: long })).name).toBe('ProxyError');
    const zero = proxyAt('socks4a://u%00x@127.0.0.1:1');
    expect((await refused({ host: 'a.test', port: 80, proxy: zero })).name).toBe('ProxyError');
  });

  test('and no socket is left', async () => {
    const server = net.createServer(socksProxy({ asked: [], code: 1 }));
    const port = await listen(server);
    await refused({ host: 'a.test', port: 80, proxy: proxyAt(`socks5h://127.0.0.1:${port}`) });
    await eventually(() => connections(server).length === 0);
  });
});
