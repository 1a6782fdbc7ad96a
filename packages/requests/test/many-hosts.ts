import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { HTTPDigestAuth, type Session } from '@req/core';

/** A server that stands for every host: 127.0.0.0/8 gives it 16 million addresses, and as a proxy it answers for any name. */
export interface EveryHost {
  readonly port: number;
  /** Closes the idle connections, and waits until all are closed. */
  disconnect(): Promise<void>;
  close(): Promise<void>;
}

export async function everyHost(): Promise<EveryHost> {
  let asked = 0;
  const sockets = new Set<Socket>();
  const server: Server = createServer((request: IncomingMessage, response: ServerResponse) => {
    asked++;
    const { pathname } = new URL(request.url ?? '/', 'http://any.test');
    // Everything a peer chooses: names, values, hosts, nonces, types. Some are too long to be worth caching.
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

/** The i-th address of the server. */
export function address(i: number): string {
  return `127.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255 || 256 - 1}`;
}

/** Sends requests to the hosts `from` to `to`, 16 at a time; each redirects to another host or asks for Digest. */
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

/** Sends requests through a proxy, each with proxy credentials of its own. */
export async function askProxies(session: Session, port: number, [from, to]: readonly [number, number]): Promise<void> {
  let next = from;
  const worker = async (): Promise<void> => {
    for (let i = next++; i < to; i = next++) {
      const proxies = { http: `http://user-${i}-${'u'.repeat(1500)}:password@127.0.0.1:${port}` };
      const response = await session.get(`http://a-long-name-of-a-host-${i}.test/`, { proxies });
      if (response.statusCode !== 200) throw new Error(`Proxy ${i}: ${response.statusCode}`);
    }
  };
  await Promise.all(Array.from({ length: 16 }, worker));
}
