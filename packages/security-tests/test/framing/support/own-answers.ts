import { RawServer, readHead } from '@req/transport-conformance';

/** Answers each request with its own path; `after` follows the response to `/first` on the same connection. */
export async function pushingServer(push: Push): Promise<PushingServer> {
  let drop = (): void => {};
  const dropped = new Promise<void>((resolve) => {
    drop = resolve;
  });
  const server = await RawServer.start(async ({ socket, source }) => {
    socket.once('end', drop).once('close', drop);
    for (let line = await readHead(source); line !== null; line = await readHead(source)) {
      const path = line.split(' ')[1] ?? '';
      const own = answer(path);
      if (path !== '/first' || push.delay === null) {
        socket.write(path === '/first' ? own + push.bytes : own);
        continue;
      }
      socket.write(own);
      setTimeout(() => socket.writable && socket.write(push.bytes), push.delay);
    }
  });
  return { origin: server.origin, dropped, close: () => server.close() };
}

export interface PushingServer {
  readonly origin: string;
  /** Resolves when the client has closed a connection. */
  readonly dropped: Promise<void>;
  close(): Promise<void>;
}

export interface Push {
  readonly bytes: string;
  /** Milliseconds after the response; `null`: in the same packet. */
  readonly delay: number | null;
}

export function answer(text: string): string {
  return `HTTP/1.1 200 OK\r\nContent-Length: ${text.length}\r\n\r\n${text}`;
}
