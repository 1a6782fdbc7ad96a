import { gzipSync } from 'node:zlib';
import { Session } from '@req/core';
import { ByteServer } from '../byte-server.mjs';
import { mutateBytes } from '../mutate.mjs';
import { eventually, openHandles, TRANSPORTS } from '../transports.mjs';

const CODED = gzipSync('{"a": "a text that is coded"}').toString('latin1');
const chunked = (...chunks) => chunks.map((text) => `${text.length.toString(16)}\r\n${text}\r\n`).join('');

const GOLDEN = [
  'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Type: text/html; charset=utf-8\r\nSet-Cookie: a=b; Path=/\r\n\r\nhello',
  `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-T\r\n\r\n${chunked('hello', ' world')}0\r\nX-T: 1\r\n\r\n`,
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;ext="a;b"\r\nhello\r\n00\r\n\r\n',
  `HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${CODED.length}\r\n\r\n${CODED}`,
  `HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n${chunked(CODED.slice(0, 9), CODED.slice(9))}0\r\n\r\n`,
  'HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n{"until": "the end"}',
  'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
  'HTTP/1.1 302 Found\r\nLocation: /sane\r\nContent-Length: 3\r\n\r\ngo!',
  'HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm="x", Digest realm="y", nonce="z"\r\nContent-Length: 0\r\n\r\n',
  'HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n',
  'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\nContent-Length: 10\r\n\r\n',
  'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n',
  'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\nKeep-Alive: timeout=5\r\n\r\nok',
  'HTTP/1.1 503 Busy\r\nRetry-After: 0\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n',
].map((text) => Buffer.from(text, 'latin1'));

const WORDS = [
  ...['\r\n', '\n', '\r', ': ', 'HTTP/1.1 ', 'HTTP/2.0', '200', '999', '100', '0\r\n\r\n', '\r\n\r\n', ' \r\n', ';'],
  ...[
    'Content-Length: ',
    'Transfer-Encoding: chunked\r\n',
    'Transfer-Encoding: gzip, chunked\r\n',
    'Connection: close\r\n',
  ],
  ...[
    'Content-Encoding: br\r\n',
    'ffffffff\r\n',
    '-1',
    '+5',
    '0x5',
    '5 ',
    ' chunked',
    'Location: //b.test:1/\r\n',
    '\x01',
  ],
];

/** A response; about a third are valid, apart from how they are split and how the connection ends. */
function randomResponse(random) {
  if (random.chance(0.03)) return random.bytes(random.below(80));
  const golden = random.pick(GOLDEN);
  return random.chance(0.35) ? golden : mutateBytes(random, golden, WORDS);
}

/** Responses over one transport: a response or an exception of req, and the next request gets its own response. */
export function responses(transportName) {
  const server = new ByteServer();
  let session;
  let handles;
  return {
    name: `responses-${transportName.replace(' ', '-')}`,
    network: true,
    async start() {
      handles = openHandles();
      await server.start();
      session = new Session({ transport: TRANSPORTS[transportName](), trustEnv: false, maxRedirects: 3 });
    },
    generate(random) {
      const bytes = randomResponse(random);
      const cuts = random.chance(0.6) ? [] : random.list(4, () => random.below(bytes.length + 1)).sort((a, b) => a - b);
      return {
        pieces: [...cuts, bytes.length].map((cut, i) => bytes.subarray(cuts[i - 1] ?? 0, cut)),
        ending: random.chance(0.02) ? 'stall' : random.pick(['end', 'end', 'end', 'reset']),
        reading: random.pick(['whole', 'stream', 'half', 'head']),
        path: `/${random.below(2 ** 30)}`,
      };
    },
    async run({ pieces, ending, reading, path }) {
      server.play(path, { pieces, ending });
      const url = `${server.origin}${path}`;
      const options = {
        timeout: { read: 250, total: 4_000 },
        stream: reading !== 'whole',
        auth: ['u', 'p'],
      };
      let exception = null;
      try {
        const response = await (reading === 'head' ? session.head(url, options) : session.get(url, options));
        await read(response, reading);
      } catch (error) {
        exception = error;
      }
      server.play(path, undefined);
      const sane = await session.get(`${server.origin}/sane`, { timeout: { read: 2_000 } });
      if (sane.text !== 'sane') throw new Error(`the next request got ${JSON.stringify(sane.text)}`);
      if (exception !== null) throw exception;
      return null;
    },
    async end() {
      await session.close();
      // Node keeps the connections of its fetch open.
      if (transportName === 'built-in fetch') return null;
      return eventually(() => (server.open === 0 ? null : `${server.open} sockets are still open`));
    },
    async stop() {
      await session?.close();
      await server.stop();
      const left = await eventually(() =>
        openHandles() <= handles ? null : `${openHandles() - handles} handles are still open`,
      );
      if (left !== null && transportName !== 'built-in fetch') throw new Error(left);
    },
  };
}

async function read(response, reading) {
  if (reading === 'half') {
    for await (const chunk of response.iterContent({ chunkSize: 3 })) if (chunk.length > 0) break;
    await response.close();
    return;
  }
  await response.read();
  JSON.stringify([
    response.text,
    response.headers.toJSON(),
    response.links,
    response.reason,
    response.apparentEncoding,
  ]);
}
