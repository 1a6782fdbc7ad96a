import type { LookupFunction } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { ConnectionError, ConnectTimeout, InvalidURL, Session } from '@req/core';
import { TRANSPORTS, type TransportName } from '@req/test-support/transports';
import { eventually, within } from '@req/test-support/waiting';
import { UndiciTransport } from '@req/transport-undici';
import { PathServer, withServer } from './support/path-server.ts';
import { resourcesHeld, resourcesReleased } from './support/resources.ts';

type Address = { readonly address: string; readonly family: number };

/** A name server of the test's own. Node asks for all addresses or for one. */
function answering(result: Error | readonly Address[]): LookupFunction {
  return (_host, options, callback) => {
    process.nextTick(() => {
      if (result instanceof Error) return callback(result as NodeJS.ErrnoException, '', 0);
      if (options.all === true) return callback(null, [...result], 0);
      const [first] = result;
      callback(null, first?.address ?? '', first?.family ?? 0);
    });
  };
}

function failing(code: string): LookupFunction {
  return answering(Object.assign(new Error(`queryA ${code} a.invalid`), { code, syscall: 'queryA' }));
}

async function endWith(lookup: LookupFunction, url = 'http://a.invalid/'): Promise<unknown> {
  const held = resourcesHeld();
  const transport = new UndiciTransport({ lookup });
  const session = new Session({ transport, trustEnv: false, timeout: [300, 5_000] });
  const end = await within(
    session.get(url).then(
      (response) => response.text,
      (error: unknown) => error,
    ),
  );
  await session.close();
  await transport.close();
  await resourcesReleased(held);
  return end;
}

describe('a name', () => {
  test.each(['ENOTFOUND', 'ESERVFAIL', 'EAI_AGAIN', 'ENODATA', 'ETIMEOUT', 'EREFUSED'])(
    'that the name server answers with %s is a ConnectionError, and no timeout of ours',
    async (code) => {
      expect(await endWith(failing(code))).toBeInstanceOf(ConnectionError);
    },
  );

  test('without an address is a ConnectionError', async () => {
    expect(await endWith(answering([]))).toBeInstanceOf(ConnectionError);
  });

  test('that is never answered is a ConnectTimeout', async () => {
    expect(await endWith(() => {})).toBeInstanceOf(ConnectTimeout);
  });

  test('whose first address is dead is reached at the second', async () => {
    const held = resourcesHeld();
    const start = (): Promise<PathServer> =>
      PathServer.start((socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'));
    await withServer(start, held, async (server) => {
      // Nothing listens on the port of the first address.
      const lookup = answering([
        { address: '127.0.0.77', family: 4 },
        { address: '127.0.0.1', family: 4 },
      ]);
      expect(await endWith(lookup, `http://a.invalid:${server.port}/`)).toBe('ok');
      await eventually(() => server.open === 0, 'All connections are closed');
    });
  });

  test('with a thousand dead addresses is one exception', async () => {
    const addresses = Array.from({ length: 1_000 }, (_, i) => ({
      address: `127.1.${i >> 8}.${i & 255}`,
      family: 4,
    }));
    expect(await endWith(answering(addresses), 'http://a.invalid:9/')).toBeInstanceOf(ConnectionError);
  });
});

describe.each(Object.keys(TRANSPORTS) as TransportName[])('over %s, a name', (name) => {
  const ask = async (url: string): Promise<unknown> => {
    const held = resourcesHeld();
    const transport = TRANSPORTS[name]();
    const session = new Session({ transport, trustEnv: false });
    const end = await within(
      session.get(url).then(
        () => null,
        (error: unknown) => error,
      ),
    );
    await session.close();
    await transport.close();
    await resourcesReleased(held);
    return end;
  };

  test('that does not exist is a ConnectionError', async () => {
    expect(await ask('http://no-such-host.invalid/')).toBeInstanceOf(ConnectionError);
  });

  test('with a NUL in it is an InvalidURL', async () => {
    expect(await ask('http://a\0b.invalid/')).toBeInstanceOf(InvalidURL);
  });
});
