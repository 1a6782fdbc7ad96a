import { expect, test } from '@jest/globals';
import { Session } from '@req/core';
import { startTcpServer } from '@req/test-support/tcp-server';
import { AxiosTransport } from '@req/transport-axios';

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

test('a response is complete when the server closes the connection before the upload has ended', async () => {
  const server = await startTcpServer((socket) => {
    let received = '';
    socket.on('data', (data) => {
      received += data.toString('latin1');
      if (!received.endsWith('\r\n\r\n@42')) return;
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello');
    });
  });
  const session = new Session({ transport: new AxiosTransport(), trustEnv: false });
  // Like a file: the last chunk comes before the end is known.
  const data = {
    length: 3,
    async *[Symbol.asyncIterator](): AsyncGenerator<string> {
      yield '@42';
      await sleep(60);
    },
  };
  try {
    for (const wait of [0, 30, 100]) {
      const response = await session.post(server.origin, { data, stream: true });
      await sleep(wait);
      await response.read();
      expect(response.text).toBe('hello');
    }
  } finally {
    await session.close();
    await server.close();
  }
});
