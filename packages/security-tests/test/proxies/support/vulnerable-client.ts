import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';
import type { Client, ClientOptions } from './client.ts';

/** Flaws of real clients. */
export type Flaw =
  | 'shares connections'
  | 'remembers credentials'
  | 'tells the origin'
  | 'takes any answer to CONNECT'
  | 'trusts every certificate'
  | 'speaks in clear with an https proxy'
  | 'shows the password'
  | 'writes everything unchecked';

/** A client over plain sockets with one flaw. */
export function vulnerableClient(flaw: Flaw): Client {
  const open = new Map<string, net.Socket>();
  let remembered: string | null = null;
  const client: Client = async (url, options) => {
    const target = new URL(url);
    const proxy = new URL(options.proxies[target.protocol.slice(0, -1)] as string);
    const own = proxy.username === '' ? null : `Basic ${btoa(`${proxy.username}:${proxy.password}`)}`;
    if (own !== null) remembered = own;
    const auth = flaw === 'remembers credentials' ? remembered : own;
    const key = flaw === 'shares connections' ? (proxy.protocol.startsWith('socks') ? proxy.host : target.host) : '';
    const socket = open.get(key) ?? (await connect({ target, proxy, auth, options, flaw }));
    if (key !== '') open.set(key, socket);
    const whole = target.protocol === 'http:' && proxy.protocol !== 'socks5:';
    let head = `GET ${whole ? url : '/'} HTTP/1.1\r\nHost: ${target.host}\r\n`;
    if (auth !== null && (whole || flaw === 'tells the origin')) head += `Proxy-Authorization: ${auth}\r\n`;
    for (const [name, value] of Object.entries(options.headers ?? {})) head += `${name}: ${value}\r\n`;
    socket.write(`${head}\r\n`);
    const answer = await readHead(socket);
    if (key === '') socket.destroy();
    const location = /^location: (.*)\r$/im.exec(answer)?.[1];
    if (location !== undefined) return client(location, options);
    return { status: Number(answer.slice(9, 12)), text: answer.slice(answer.indexOf('\r\n\r\n') + 4) };
  };
  return client;
}

interface Route {
  readonly target: URL;
  readonly proxy: URL;
  readonly auth: string | null;
  readonly options: ClientOptions;
  readonly flaw: Flaw;
}

async function connect({ target, proxy, auth, options, flaw }: Route): Promise<net.Socket> {
  const port = target.port || (target.protocol === 'https:' ? '443' : '80');
  const socket = net.connect(Number(proxy.port), proxy.hostname);
  socket.on('error', () => {});
  await once(socket, 'connect');
  const secured = async (plain: net.Socket): Promise<net.Socket> => {
    const ca = typeof options.verify === 'string' ? options.verify : undefined;
    const rejectUnauthorized = flaw !== 'trusts every certificate' && options.verify !== false;
    const wrapped = tls.connect({ socket: plain, host: '127.0.0.1', rejectUnauthorized, ...(ca && { ca }) });
    await once(wrapped, 'secureConnect');
    wrapped.on('error', () => {});
    return wrapped;
  };
  const clear = flaw === 'speaks in clear with an https proxy';
  const way = proxy.protocol === 'https:' && !clear ? await secured(socket) : socket;
  if (proxy.protocol === 'socks5:') {
    way.write(Buffer.from([5, 1, 0]));
    await once(way, 'data');
    way.write(Buffer.from([5, 1, 0, 1, 127, 0, 0, 1, Number(port) >> 8, Number(port) & 255]));
    await once(way, 'data');
  } else if (target.protocol === 'https:') {
    const credentials = auth === null ? '' : `Proxy-Authorization: ${auth}\r\n`;
    way.write(`CONNECT ${target.hostname}:${port} HTTP/1.1\r\nHost: ${target.host}\r\n${credentials}\r\n`);
    const answer = await readHead(way);
    if (!/^HTTP\/1\.1 2/.test(answer)) {
      const shown = flaw === 'shows the password' ? proxy.href : proxy.host;
      if (flaw !== 'takes any answer to CONNECT') throw new Error(`${shown} answered ${answer.slice(0, 12)}`);
      return way;
    }
  }
  return target.protocol === 'https:' ? secured(way) : way;
}

/** The first chunk of a response, which in these tests is all of it; fails if there is none. */
async function readHead(socket: net.Socket): Promise<string> {
  const signal = AbortSignal.timeout(500);
  const [chunk] = (await once(socket, 'data', { signal })) as [Buffer];
  return chunk.toString('latin1');
}
