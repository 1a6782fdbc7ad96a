import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import axios from 'axios';
import { request } from 'undici';

/** Calls of clients as people write them, with the options they need and no others. */
export function vulnerableClient(origin: string): Record<string, (path: string) => Promise<unknown>> {
  return {
    axios: async (path) => {
      const { status, data } = await axios.get(`${origin}${path}`, {});
      return [status, data];
    },
    undici: async (path) => {
      const { statusCode, body } = await request(`${origin}${path}`, { headers: { 'X-Own': '1' } });
      return [statusCode, await body.text()];
    },
    fetch: async (path) => {
      const response = await fetch(`${origin}${path}`, { headers: { 'X-Own': '1' } });
      return [response.status, await response.text()];
    },
    gathered: (path) => gathered(origin, path, { 'X-Own': '1' }),
  };
}

/** Iterates over its headers with `for in`, as axios did until 1.15, and writes all it finds. */
async function gathered(origin: string, path: string, headers: Record<string, string>): Promise<unknown> {
  const { hostname, port } = new URL(origin);
  let head = `GET ${path} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nConnection: close\r\n`;
  for (const name in headers) head += `${name}: ${headers[name]}\r\n`;
  const socket = connect(Number(port), hostname);
  socket.end(`${head}\r\n`);
  return [(await text(socket)).startsWith('HTTP/1.1 200') ? 200 : 0];
}
