// The server of the checks, in a process of its own: httpbin, what httpbin does not have, TLS with HTTP/2, an HTTP proxy and
// a SOCKS5 proxy. Prints its addresses as a line of JSON and ends when its standard input does. Needs the build.
import { createServer } from 'node:http';
import { createSecureServer } from 'node:http2';
import { connect, createServer as createTcpServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { makeCertificates, startHttpbin } from '../../packages/testserver/dist/index.js';

const certificates = await makeCertificates();

/** What httpbin does not have. The response of an unknown path lists the request, as `/anything` of httpbin does. */
const PATHS = {
  /** Any body: its Content-Type, and its bytes in Base64. */
  '/body': (query, response) => {
    response.setHeader('Content-Type', query.get('type'));
    response.end(Buffer.from(query.get('base64'), 'base64'));
  },
  '/response-headers': (query, response) => {
    for (const [name, value] of query) response.setHeader(name, value);
    response.end();
  },
  /** Digest authentication (RFC 7616), as browsers let a page see it: WWW-Authenticate is exposed. */
  '/digest': (_query, response, request) => {
    if (!request.headers.authorization?.startsWith('Digest ')) {
      response.statusCode = 401;
      response.setHeader('WWW-Authenticate', 'Digest realm="matrix", nonce="n", qop="auth", algorithm=SHA-256');
    }
    response.end(JSON.stringify({ headers: request.headers }));
  },
  /** Announces 100 bytes and closes after 10. */
  '/cut': (_query, response) => {
    response.setHeader('Content-Length', '100');
    response.write('0123456789', () => setTimeout(() => response.destroy(), 30));
  },
  '/cut-chunked': (_query, response) => {
    response.write('0123456789', () => setTimeout(() => response.destroy(), 30));
  },
  /** Never answers. */
  '/silence': () => {},
  /** Sends the head and a first byte, and no more. */
  '/stall': (_query, response) => response.write('x'),
  /** A chunk every 20 ms. */
  '/chunks': (query, response) => {
    let left = Number(query.get('n'));
    const timer = setInterval(() => {
      if (left-- > 0) response.write(`line ${left}\n`);
      else {
        clearInterval(timer);
        response.end();
      }
    }, 20);
    response.once('close', () => clearInterval(timer));
  },
  '/corrupt-gzip': (_query, response) => {
    const body = gzipSync('x'.repeat(10_000));
    body.fill(0xff, 12, 30);
    response.setHeader('Content-Encoding', 'gzip');
    response.end(body);
  },
  '/reset': (_query, response) => response.destroy(),
  /** 503 the first two times for a key, then 200. */
  '/flaky': (query, response) => {
    const key = query.get('key');
    const seen = flaky.get(key) ?? 0;
    flaky.set(key, seen + 1);
    response.statusCode = seen < 2 ? 503 : 200;
    response.end(`${seen}`);
  },
};
const flaky = new Map();

function cors(request, response) {
  response.setHeader('Access-Control-Allow-Origin', request.headers.origin ?? '*');
  response.setHeader('Access-Control-Expose-Headers', '*');
  if (request.method !== 'OPTIONS' || !request.headers['access-control-request-method']) return false;
  response.setHeader('Access-Control-Allow-Methods', request.headers['access-control-request-method']);
  response.setHeader('Access-Control-Allow-Headers', request.headers['access-control-request-headers'] ?? '*');
  response.end();
  return true;
}

function answer(request, response) {
  if (cors(request, response)) return;
  const { pathname, searchParams } = new URL(request.url, 'http://localhost');
  const route = PATHS[pathname];
  if (route !== undefined) {
    route(searchParams, response, request);
    return;
  }
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const { method, url, headers, httpVersion } = request;
    const body = Buffer.concat(chunks).toString('latin1');
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify({ method, url, httpVersion, headers, body, via: headers.via ?? null }));
  });
  request.on('error', () => {});
}

/** Forwards absolute-form requests, and opens tunnels. */
function startProxy() {
  const proxy = createServer(async (request, response) => {
    const { host } = new URL(request.url);
    const target = await fetch(request.url, { headers: { via: '1.1 matrix' } });
    response.setHeader('X-Proxied', host);
    response.setHeader('Content-Type', target.headers.get('content-type'));
    response.end(Buffer.from(await target.arrayBuffer()));
  });
  proxy.on('connect', (request, client, head) => {
    const [host, port] = request.url.split(':');
    const target = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 OK\r\nX-Tunnel: yes\r\n\r\n');
      target.write(head);
      target.pipe(client).pipe(target);
    });
    target.on('error', () => client.destroy());
    client.on('error', () => target.destroy());
  });
  return proxy;
}

/** SOCKS5 (RFC 1928) without authentication, for IPv4 addresses and names. */
function startSocks() {
  return createTcpServer((client) => {
    client.on('error', () => client.destroy());
    client.once('data', () => {
      client.write(Buffer.from([5, 0]));
      client.once('data', (request) => {
        const name = request[3] === 3;
        const end = name ? 5 + request[4] : 8;
        const host = name ? request.toString('latin1', 5, end) : [...request.subarray(4, 8)].join('.');
        const target = connect(request.readUInt16BE(end), host, () => {
          client.write(Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 0]));
          target.pipe(client).pipe(target);
        });
        target.on('error', () => client.destroy());
        client.on('close', () => target.destroy());
      });
    });
  });
}

function listen(server) {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server.address().port)));
}

/** A port on which nothing listens. */
async function refusedPort() {
  const server = createTcpServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const httpbin = await startHttpbin();
const tls = { ...certificates.server, allowHTTP1: true };
const edge = createServer({ keepAliveTimeout: 65_000 }, answer);
const addresses = {
  httpbin: httpbin.origin,
  edge: `http://127.0.0.1:${await listen(edge)}`,
  https: `https://localhost:${await listen(createSecureServer(tls, answer))}`,
  ca: certificates.ca,
  proxy: `http://127.0.0.1:${await listen(startProxy())}`,
  socks: `socks5h://127.0.0.1:${await listen(startSocks())}`,
  refused: `http://127.0.0.1:${await refusedPort()}`,
};
console.log(JSON.stringify(addresses));
process.stdin.resume().on('end', () => process.exit());
// A client that hangs up is part of the checks.
process.on('uncaughtException', (error) => {
  if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') throw error;
});
