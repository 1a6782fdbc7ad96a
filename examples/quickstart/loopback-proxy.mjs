import { createServer, request } from 'node:http';
import { connect } from 'node:net';

/** A small HTTP proxy on loopback that remembers the Proxy-Authorization of the last request it saw. */
export async function startProxy() {
  const proxy = { url: '', authorization: undefined, close };
  const sockets = new Set();
  const server = createServer((incoming, outgoing) => {
    proxy.authorization = incoming.headers['proxy-authorization'];
    const { 'proxy-authorization': _mine, ...headers } = incoming.headers;
    const onward = request(incoming.url, { method: incoming.method, headers, agent: false }, (answer) => {
      outgoing.writeHead(answer.statusCode, answer.rawHeaders);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  server.on('connect', (incoming, client, head) => {
    proxy.authorization = incoming.headers['proxy-authorization'];
    const [, host, port] = /^\[?(.*?)\]?:(\d+)$/.exec(incoming.url);
    const target = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      target.write(head);
      target.pipe(client).pipe(target);
    });
    sockets.add(target);
    target.on('error', () => client.destroy());
    client.on('error', () => target.destroy());
  });
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  proxy.url = `http://user:pass@127.0.0.1:${server.address().port}`;
  return proxy;

  async function close() {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  }
}
