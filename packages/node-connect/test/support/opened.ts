import type net from 'node:net';
import { HeaderMap, type ProxySettings, type TlsSettings } from '@req/core';
import { openSocket, type SocketTarget } from '../../src/net/open-socket.ts';

export const DEFAULT_TLS: TlsSettings = { verify: true, ca: null, cert: null };

/** Opens a socket as the transports do, as a promise. */
export function opened(target: Partial<SocketTarget> & { port: number }): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    openSocket({ host: '127.0.0.1', secure: false, tls: DEFAULT_TLS, proxy: null, ...target }, (error, socket) => {
      if (error !== null) reject(error);
      else resolve(socket as net.Socket);
    });
  });
}

/** The error of opening a socket. */
export async function refused(target: Partial<SocketTarget> & { port: number }): Promise<Error & { code: string }> {
  const socket = await opened(target).catch((error) => error);
  if (!(socket instanceof Error)) {
    socket.destroy();
    throw new Error('The socket was opened.');
  }
  return socket as Error & { code: string };
}

export function proxyAt(url: string, headers: Record<string, string> = {}): ProxySettings {
  return { url, headers: new HeaderMap(headers) };
}

/** All bytes of a socket until its end. */
export async function readAll(socket: net.Socket): Promise<string> {
  let text = '';
  for await (const chunk of socket) text += (chunk as Buffer).toString('latin1');
  return text;
}

/** The first bytes of a socket. */
export function readSome(socket: net.Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    socket.once('data', (chunk: Buffer) => resolve(chunk.toString('latin1')));
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('closed')));
  });
}
