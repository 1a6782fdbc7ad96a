import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { eventSource } from '@req/core/events';
import { overEveryTransport } from './every-transport.ts';

let server: Server;
let origin: string;
let handle: (request: IncomingMessage, response: ServerResponse) => void;
beforeAll(async () => {
  server = createServer((request, response) => handle(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
beforeEach(() => {
  handle = (_request, response) => response.writeHead(500).end();
});

overEveryTransport(({ session }) => {
  test('events are there while the server goes on writing, and leaving the loop closes the connection', async () => {
    let closed = (): void => {};
    const whenClosed = new Promise<void>((resolve) => {
      closed = resolve;
    });
    handle = (_request, response) => {
      response.on('close', closed).writeHead(200, { 'Content-Type': 'text/event-stream' });
      response.write('event: token\ndata: {"n":1}\n\ndata: half');
    };
    const r = await session().get(origin, { stream: true });
    for await (const event of r.iterEvents()) {
      expect(event).toEqual({ type: 'token', data: '{"n":1}', id: '', retry: null });
      break;
    }
    await whenClosed;
  });

  test('lines of JSON are values while the server goes on writing', async () => {
    let next = (): unknown => null;
    handle = (_request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/x-ndjson' }).write('{"n":1}\n{"n"');
      next = () => response.end(':2}\n');
    };
    const r = await session().get(origin, { stream: true });
    const seen: number[] = [];
    for await (const { n } of r.iterJson<{ n: number }>()) if (seen.push(n) === 1) next();
    expect(seen).toEqual([1, 2]);
  });

  test('pages are followed by their Link header', async () => {
    handle = ({ url }, response) => {
      const page = Number(new URL(`http://a.test${url}`).searchParams.get('page') ?? 1);
      if (page < 3) response.setHeader('Link', `<?page=${page + 1}>; rel="next"`);
      response.end(JSON.stringify([page * 10, page * 10 + 1]));
    };
    const items: number[] = [];
    for await (const item of session().paginate<number>(origin)) items.push(item);
    expect(items).toEqual([10, 11, 20, 21, 30, 31]);
  });

  test('an event source connects again after the connection broke, with the last event ID', async () => {
    const ids: unknown[] = [];
    handle = ({ headers }, response) => {
      const id = headers['last-event-id'];
      if (ids.push(id) === 3) {
        response.writeHead(204).end();
        return;
      }
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      response.write(`id: ${ids.length}\ndata: ${id ?? 'none'}\n\ndata: half`, () => response.destroy());
    };
    const seen: string[] = [];
    for await (const { data } of eventSource(session(), origin, { retryDelay: 0 })) seen.push(data);
    expect([seen, ids]).toEqual([
      ['none', '1'],
      [undefined, '1', '2'],
    ]);
  });
});
