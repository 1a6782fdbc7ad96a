import { ConnectionError } from '@req/core';
import { sleep, until, within } from '../clock.ts';
import { type ConformanceCase, casesOf } from '../conformance-case.ts';
import { expectBytes, expectEqual, expectError, rejectionOf } from '../expectation.ts';
import { readBody } from '../read-body.ts';
import { transportRequest } from '../transport-request.ts';

const OK = 'HTTP/1.1 200 OK\r\n';

export const close: readonly ConformanceCase[] = casesOf('close', [
  {
    name: 'close is idempotent, also before anything was sent',
    run: async (kit) => {
      const fresh = await kit.anotherTransport();
      await within(1_000, Promise.all([fresh.close(), fresh.close()]), 'close(), twice at once,');
      await kit.exchange({ url: kit.url() });
      await within(1_000, kit.transport.close(), 'close()');
      await within(1_000, kit.transport.close(), 'close(), once more,');
    },
  },
  {
    name: 'send after close rejects with a ConnectionError, and nothing is sent',
    run: async (kit) => {
      await kit.exchange({ url: kit.url() });
      await kit.transport.close();
      kit.server.play([]);
      // Not thrown either: `send` returns a promise.
      const sent = kit.transport.send(transportRequest({ url: kit.url() }));
      expectError(await within(1_000, rejectionOf(sent, 'a ConnectionError'), 'The rejection'), ConnectionError);
      await sleep(30);
      expectEqual(kit.server.requests.length, 0, 'Requests on the wire');
    },
  },
  {
    name: 'close releases idle connections',
    run: async (kit) => {
      await Promise.all([1, 2, 3].map(() => kit.exchange({ url: kit.url() })));
      await within(1_000, kit.transport.close(), 'close()');
      await until(() => kit.server.openConnections === 0, 'The end of the idle connections');
    },
  },
  {
    name: 'an exchange that awaits its head when close is called comes to its end',
    run: async (kit) => {
      kit.server.play([{ raw: `${OK}Content-Length: 2\r\n\r\nok`, delayMs: 200 }]);
      const sent = kit.exchange({ url: kit.url() });
      sent.catch(() => {});
      await kit.server.arrived(1);
      const closed = kit.transport.close();
      expectBytes((await within(2_000, sent, 'The response')).body, 'ok', 'Body');
      await within(1_000, closed, 'close()');
      await until(() => kit.server.openConnections === 0, 'The end of the connection');
    },
  },
  {
    name: 'a body that is being read when close is called comes to its end',
    run: async (kit) => {
      kit.server.play([{ parts: [`${OK}Content-Length: 9\r\n\r\n`, 'one', 'two', 'end'], gapMs: 80 }]);
      const response = await kit.send({ url: kit.url(), stream: true });
      const closed = kit.transport.close();
      expectBytes(await within(2_000, readBody(response), 'The end of the body'), 'onetwoend', 'Body');
      await within(1_000, closed, 'close()');
      await until(() => kit.server.openConnections === 0, 'The end of the connection');
    },
  },
  {
    name: 'closing one transport leaves another alone',
    run: async (kit) => {
      const other = await kit.anotherTransport();
      await kit.exchange({ url: kit.url() });
      await kit.transport.close();
      const response = await other.send(transportRequest({ url: kit.url() }));
      expectEqual(response.status, 200, 'Status from the other transport');
      await readBody(response);
    },
  },
]);
