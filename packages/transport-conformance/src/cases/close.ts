import { ConnectionError } from '@req/core';
import { sleep, until, within } from '../clock.ts';
import { type ConformanceCase, defineCases } from '../conformance-case.ts';
import { expectBytes, expectEqual, expectError, rejectionOf } from '../expectation.ts';
import { readBody } from '../read-body.ts';
import { transportRequest } from '../transport-request.ts';

const OK = 'HTTP/1.1 200 OK\r\n';

export const close: readonly ConformanceCase[] = defineCases(
  {
    subject: 'close',
    rule: 'The Transport contract: close() releases idle connections, lets exchanges finish and is idempotent; send() then rejects.',
  },
  [
    {
      name: 'close() can be called repeatedly, even before anything was sent',
      run: async (context) => {
        const fresh = await context.anotherTransport();
        await within(1_000, Promise.all([fresh.close(), fresh.close()]), 'close(), called twice at once,');
        await context.exchange({ url: context.url() });
        await within(1_000, context.transport.close(), 'close()');
        await within(1_000, context.transport.close(), 'close(), called again,');
      },
    },
    {
      name: 'close() makes later sends reject with a ConnectionError',
      run: async (context) => {
        await context.exchange({ url: context.url() });
        await context.transport.close();
        context.server.play([]);
        // `send` must return a rejected promise, not throw.
        const sent = context.transport.send(transportRequest({ url: context.url() }));
        expectError(await within(1_000, rejectionOf(sent, 'a ConnectionError'), 'The rejection'), ConnectionError);
        await sleep(30);
        expectEqual(context.server.requests.length, 0, 'Requests on the wire');
      },
    },
    {
      name: 'close() closes idle connections',
      run: async (context) => {
        await Promise.all([1, 2, 3].map(() => context.exchange({ url: context.url() })));
        await within(1_000, context.transport.close(), 'close()');
        await until(() => context.server.openConnections === 0, 'The end of the idle connections');
      },
    },
    {
      name: 'close() lets an exchange finish that waits for its response',
      run: async (context) => {
        context.server.play([{ raw: `${OK}Content-Length: 2\r\n\r\nok`, delayMs: 200 }]);
        const sent = context.exchange({ url: context.url() });
        sent.catch(() => {});
        await context.server.arrived(1);
        const closed = context.transport.close();
        expectBytes((await within(2_000, sent, 'The response')).body, 'ok', 'Body');
        await within(1_000, closed, 'close()');
        await until(() => context.server.openConnections === 0, 'The end of the connection');
      },
    },
    {
      name: 'close() lets a body finish that is being read',
      run: async (context) => {
        context.server.play([{ parts: [`${OK}Content-Length: 9\r\n\r\n`, 'one', 'two', 'end'], gapMs: 80 }]);
        const response = await context.send({ url: context.url(), stream: true });
        const closed = context.transport.close();
        expectBytes(await within(2_000, readBody(response), 'The end of the body'), 'onetwoend', 'Body');
        await within(1_000, closed, 'close()');
        await until(() => context.server.openConnections === 0, 'The end of the connection');
      },
    },
    {
      name: 'close() does not affect other transports',
      run: async (context) => {
        const other = await context.anotherTransport();
        await context.exchange({ url: context.url() });
        await context.transport.close();
        const response = await other.send(transportRequest({ url: context.url() }));
        expectEqual(response.status, 200, 'Status from the other transport');
        await readBody(response);
      },
    },
  ],
);
