import { RawServer, readHead } from '@req/transport-conformance';

/** Answers each request with its own path; `after` follows the answer to `/first` on the same connection. */
export async function pushingServer(push: Push): Promise<RawServer> {
  return RawServer.start(async ({ socket, source }) => {
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
}

export interface Push {
  readonly bytes: string;
  /** Milliseconds after the answer; `null`: in the same packet. */
  readonly delay: number | null;
}

export function answer(text: string): string {
  return `HTTP/1.1 200 OK\r\nContent-Length: ${text.length}\r\n\r\n${text}`;
}
