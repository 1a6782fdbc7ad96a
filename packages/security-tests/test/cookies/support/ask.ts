import { connect } from 'node:net';

/** Requests a URL from a proxy on a new connection, headers unchecked; resolves to the head of the response. */
export function ask(proxy: string, url: string, headers: Readonly<Record<string, string>>): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(proxy).port), '127.0.0.1');
    const host = /^\w+:\/\/(?:[^/?]*@)?([^/?#]*)/.exec(url)?.[1] ?? '';
    const lines = Object.entries({ Host: host, ...headers, Connection: 'close' });
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
      if (answer.includes('\r\n\r\n')) socket.end();
    });
    socket.on('close', () => resolve(answer.split('\r\n\r\n', 1)[0] ?? ''));
    socket.on('error', reject);
    const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    socket.write(`GET ${url} HTTP/1.1\r\n${head}\r\n`, 'latin1');
  });
}

/** The first value of a header in a response head. */
export function headerOf(head: string, name: string): string | undefined {
  return head
    .split('\r\n')
    .find((line) => line.toLowerCase().startsWith(`${name}: `))
    ?.slice(name.length + 2);
}
