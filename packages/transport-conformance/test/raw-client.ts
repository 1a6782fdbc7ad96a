import { connect } from 'node:net';

/** What the server sent, and how the connection ended. */
export interface RawReply {
  readonly text: string;
  readonly chunks: string[];
  readonly ended: 'closed' | 'reset';
}

/** Writes Latin-1 text over one connection and collects everything until the server closes it. */
export function rawExchange(origin: string, text: string): Promise<RawReply> {
  return new Promise((resolve) => {
    const url = new URL(origin);
    const socket = connect({ host: url.hostname, port: Number(url.port) });
    const chunks: string[] = [];
    let ended: RawReply['ended'] = 'closed';
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => chunks.push(chunk));
    socket.on('error', () => {
      ended = 'reset';
    });
    socket.on('close', () => resolve({ text: chunks.join(''), chunks, ended }));
    socket.write(text, 'latin1');
  });
}
