import type { LookupFunction } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { ConnectionError, ConnectTimeout, InvalidURL, Session } from '@req/core';
import { TRANSPORT_NAMES, TRANSPORTS } from '@req/test-support/transports';
import { eventually, within } from '@req/test-support/waiting';
import { UndiciTransport } from '@req/transport-undici';
import { PathServer, withServer } from './support/path-server.ts';
import { resourcesHeld, resourcesReleased } from './support/resources.ts';

type Address = { readonly address: string; readonly family: number };

/** A lookup function with a fixed result. Node asks either for all addresses or for one. */
function resolvingTo(result: Error | readonly Address[]): LookupFunction {
  return (_host, options, callback) => {
    process.nextTick(() => {
      if (result instanceof Error) return callback(result as NodeJS.ErrnoException, '', 0);
      if (options.all === true) return callback(null, [...result], 0);
      const [first] = result;
      callback(null, first?.address ?? '', first?.family ?? 0);
    });
  };
}

function failingWith(code: string): LookupFunction {
  return resolvingTo(Object.assign(new Error(`queryA ${code} a.invalid`), { code, syscall: 'queryA' }));
}

/** The text of the response, or the exception. */
async function getWith(lookup: LookupFunction, url = 'http://a.invalid/', connect = 30_000): Promise<unknown> {
  const held = resourcesHeld();
  const transport = new UndiciTransport({ lookup });
  const session = new Session({ transport, trustEnv: false, timeout: [connect, 30_000] });
  const outcome = await within(
    session.get(url).then(
      (response) => response.text,
      (error: unknown) => error,
    ),
  );
  await session.close();
  await transport.close();
  await resourcesReleased(held);
  return outcome;
}

describe('a host name', () => {
  test.each(['ENOTFOUND', 'ESERVFAIL', 'EAI_AGAIN', 'ENODATA', 'ETIMEOUT', 'EREFUSED'])(
    'whose lookup fails with %s is a ConnectionError, not a timeout',
    async (code) => {
      expect(await getWith(failingWith(code))).toBeInstanceOf(ConnectionError);
    },
  );

  test('without an address is a ConnectionError', async () => {
    expect(await getWith(resolvingTo([]))).toBeInstanceOf(ConnectionError);
  });

  test('whose lookup never ends is a ConnectTimeout', async () => {
    expect(await getWith(() => {}, 'http://a.invalid/', 300)).toBeInstanceOf(ConnectTimeout);
  });

  test('whose first address refuses connections is reached at the second', async () => {
    const held = resourcesHeld();
    const start = (): Promise<PathServer> =>
      PathServer.start((socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'));
    await withServer(start, held, async (server) => {
      // Nothing listens on the port of the first address.
      const lookup = resolvingTo([
        { address: '127.0.0.77', family: 4 },
        { address: '127.0.0.1', family: 4 },
      ]);
      expect(await getWith(lookup, `http://a.invalid:${server.port}/`)).toBe('ok');
      await eventually(() => server.open === 0, 'All connections closed');
    });
  });

  test('with a thousand unreachable addresses raises one exception', async () => {
    const addresses = Array.from({ length: 1_000 }, (_, i) => ({
      address: `127.1.${i >> 8}.${i & 255}`,
      family: 4,
    }));
    expect(await getWith(resolvingTo(addresses), 'http://a.invalid:9/')).toBeInstanceOf(ConnectionError);
  });
});

describe.each(TRANSPORT_NAMES)('over %s, a host name', (name) => {
  const errorOf = async (url: string): Promise<unknown> => {
    const held = resourcesHeld();
    const transport = TRANSPORTS[name]();
    const session = new Session({ transport, trustEnv: false });
    const outcome = await within(
      session.get(url).then(
        () => null,
        (error: unknown) => error,
      ),
    );
    await session.close();
    await transport.close();
    await resourcesReleased(held);
    return outcome;
  };

  test('that does not exist is a ConnectionError', async () => {
    expect(await errorOf('http://no-such-host.invalid/')).toBeInstanceOf(ConnectionError);
  });

  test('that contains a NUL is an InvalidURL', async () => {
    expect(await errorOf('http://a\0b.invalid/')).toBeInstanceOf(InvalidURL);
  });
});
