import { RawServer } from '@req/transport-conformance';

/** A real server that responds `real` and records what it receives. */
export interface RealServer {
  readonly origin: string;
  readonly received: string[];
  close(): Promise<void>;
}

export async function realServer(): Promise<RealServer> {
  const received: string[] = [];
  const server = await RawServer.start(({ socket }) => {
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      if (!isComplete(text)) return;
      received.push(text);
      text = '';
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nreal');
    });
  });
  return { origin: server.origin, received, close: () => server.close() };
}

function isComplete(text: string): boolean {
  const head = text.indexOf('\r\n\r\n');
  if (head < 0) return false;
  return !/transfer-encoding: chunked/i.test(text) || text.endsWith('\r\n0\r\n\r\n');
}
