import { connect } from 'node:net';

/** What a server sent, and how the connection ended. */
export interface RawAnswer {
  readonly text: string;
  readonly chunks: string[];
  readonly ended: 'closed' | 'reset';
}

/** Writes latin1 text over one connection and gathers everything until the server closes it. */
export function rawExchange(origin: string, text: string): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const url = new URL(origin);
    const socket = connect({ host: url.hostname, port: Number(url.port) });
    const chunks: string[] = [];
    let ended: RawAnswer['ended'] = 'closed';
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => chunks.push(chunk));
    socket.on('error', () => {
      ended = 'reset';
    });
    socket.on('close', () => resolve({ text: chunks.join(''), chunks, ended }));
    socket.write(text, 'latin1');
  });
}
