import net from 'node:net';
import { expect, test } from '@jest/globals';
import { Session } from '@req/core';
import { AxiosTransport } from '@req/transport-axios';

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

test('a response is there whole when the server hangs up while the upload still looks for its end', async () => {
  const server = net.createServer((socket) => {
    let received = '';
    socket.on('error', () => {});
    socket.on('data', (data) => {
      received += data.toString('latin1');
      if (!received.endsWith('\r\n\r\n@42')) return;
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as net.AddressInfo).port}/`;
  const session = new Session({ transport: new AxiosTransport(), trustEnv: false });
  // As a file does: its last bytes are there before it is known that they are the last.
  const data = {
    length: 3,
    async *[Symbol.asyncIterator](): AsyncGenerator<string> {
      yield '@42';
      await sleep(60);
    },
  };
  try {
    for (const wait of [0, 30, 100]) {
      const response = await session.post(url, { data, stream: true });
      await sleep(wait);
      await response.read();
      expect(response.text).toBe('hello');
    }
  } finally {
    await session.close();
    server.close();
  }
});
