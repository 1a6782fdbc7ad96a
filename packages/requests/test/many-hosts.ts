import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { HTTPDigestAuth, type Session } from '@req/core';

/** Stands for every host: 127.0.0.0/8 reaches it under 16 million addresses, and as a proxy it has any name. */
export interface EveryHost {
  readonly port: number;
  /** Ends the connections that are kept, and waits until all are gone. */
  disconnect(): Promise<void>;
  close(): Promise<void>;
}

export async function everyHost(): Promise<EveryHost> {
  let asked = 0;
  const sockets = new Set<Socket>();
  const server: Server = createServer((request: IncomingMessage, response: ServerResponse) => {
    asked++;
    const { pathname } = new URL(request.url ?? '/', 'http://any.test');
    // What a stranger may choose: names, values, hosts, nonces, types. Some are longer than what is worth keeping.
    const noise = `${asked}-${'x'.repeat(200)}`;
    response.setHeader('Content-Type', `text/plain; charset=utf-8; boundary=${noise}`);
    response.setHeader('Set-Cookie', [`c${asked}=${noise}`, `${noise}=1; Path=/p${asked}`, `e${asked}=1; Max-Age=1`]);
    response.setHeader(`X-${asked}`, noise);
    if (pathname === '/moved') {
      response.statusCode = 302;
      response.setHeader('Location', `http://${address(asked)}:${port}/there-${noise}?${noise}`);
    } else if (pathname === '/digest' && request.headers.authorization === undefined) {
      response.statusCode = 401;
      response.setHeader(
        'WWW-Authenticate',
        `Digest realm="${noise}", nonce="${noise}", qop="auth", x${asked}="${noise}"`,
      );
    }
    response.end('ok');
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  // The clients end idle connections, or are told to.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
  const { port } = server.address() as AddressInfo;
  const disconnect = async (): Promise<void> => {
    const gone = [...sockets].map((socket) => new Promise((resolve) => socket.once('close', resolve)));
    for (const socket of sockets) socket.end();
    await Promise.all(gone);
  };
  const close = async (): Promise<void> => {
    await disconnect();
    await new Promise((resolve) => server.close(resolve));
  };
  return { port, disconnect, close };
}

/** The i-th of them. */
export function address(i: number): string {
  return `127.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255 || 256 - 1}`;
}

/** Asks hosts from `from` on, 16 at a time, of which each redirects to yet another one or asks for a digest. */
export async function askHosts(session: Session, port: number, [from, to]: readonly [number, number]): Promise<void> {
  let next = from;
  const auth = new HTTPDigestAuth('user', 'password');
  const worker = async (): Promise<void> => {
    for (let i = next++; i < to; i = next++) {
      const path = i % 2 === 0 ? 'moved' : 'digest';
      const response = await session.get(`http://${address(i)}:${port}/${path}`, { auth: i % 2 === 0 ? null : auth });
      if (response.statusCode !== 200 || response.text !== 'ok') throw new Error(`Host ${i}: ${response.statusCode}`);
    }
  };
  await Promise.all(Array.from({ length: 16 }, worker));
}

/** Asks through a proxy with credentials of its own for each request. */
export async function askProxies(session: Session, port: number, [from, to]: readonly [number, number]): Promise<void> {
  let next = from;
  const worker = async (): Promise<void> => {
    for (let i = next++; i < to; i = next++) {
      const proxies = { http: `http://user-${i}-${'u'.repeat(200)}:password@127.0.0.1:${port}` };
      const response = await session.get(`http://a-long-name-of-a-host-${i}.test/`, { proxies });
      if (response.statusCode !== 200) throw new Error(`Proxy ${i}: ${response.statusCode}`);
    }
  };
  await Promise.all(Array.from({ length: 16 }, worker));
}
