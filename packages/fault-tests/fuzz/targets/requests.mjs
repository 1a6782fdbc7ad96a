import { ConnectionError, Session, Timeout } from '@req/core';
import { ScriptServer } from '@req/transport-conformance';
import { mutate, randomText } from '../mutate.mjs';
import { eventually, openHandles, TRANSPORTS } from '../transports.mjs';

const INJECTED = [
  '\r\n',
  '\r\nX-Smuggled: 1',
  '\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n',
  ' HTTP/1.1\r\nX-Smuggled: 1',
  '\n',
  '\0',
];
const NAMES = ['X-Own', 'Accept', 'Content-Length', 'Transfer-Encoding', 'Connection', 'Host', 'Expect', 'Trailer'];
const VALUES = ['value', 'chunked', 'gzip, chunked', '5', '0', 'close', 'keep-alive', '100-continue', 'a.test'];

/**
 * Requests over one transport: whatever the caller passes, the server receives exactly one complete request, with
 * unambiguous framing and only the given fields; or none, and the caller gets an exception.
 */
export function requests(transportName) {
  let server;
  let session;
  let handles;
  return {
    name: `requests-${transportName.replace(' ', '-')}`,
    network: true,
    allowsTypeErrors: true,
    async start() {
      handles = openHandles();
      server = await ScriptServer.start();
      session = new Session({ transport: TRANSPORTS[transportName](), trustEnv: false });
    },
    generate: (random) => ({
      method: random.chance(0.8) ? random.pick(['GET', 'POST', 'PUT', 'DELETE']) : mutate(random, 'PATCH', INJECTED),
      path: mutate(random, '/path/to?query=1#f', INJECTED).replace(/^[^/]*/, ''),
      headers: random.list(3, () => [
        random.chance(0.8) ? random.pick(NAMES) : mutate(random, random.pick(NAMES), INJECTED),
        random.chance(0.8) ? random.pick(VALUES) : mutate(random, random.pick(VALUES), INJECTED),
      ]),
      cookies: random.list(2, () => [
        random.chance(0.7) ? 'name' : randomText(random, 2),
        random.chance(0.8) ? 'cookie' : mutate(random, 'cookie', INJECTED),
      ]),
      auth: random.chance(0.2) ? [mutate(random, 'user', INJECTED), randomText(random)] : null,
      body: random.pick([
        () => ({}),
        () => ({ data: randomText(random) }),
        () => ({ data: Object.fromEntries(random.list(3, () => [randomText(random, 2), randomText(random, 2)])) }),
        () => ({ json: { [randomText(random, 2)]: randomText(random) } }),
        () => ({
          files: { [mutate(random, 'file', INJECTED)]: [mutate(random, 'name', INJECTED), randomText(random)] },
        }),
        () => ({ data: [randomText(random, 3), randomText(random, 3)], streamed: true }),
      ])(),
    }),
    async run({ method, path, headers, cookies, auth, body: { streamed, ...body } }) {
      server.play([]);
      const timeout = { read: 1_500, total: 4_000 };
      const init = { headers, cookies, auth, timeout, ...body, allowRedirects: false };
      if (streamed === true) init.data = pieces(body.data);
      const response = await session.request(method, `${server.origins.A}${path}`, init).catch((error) => error);
      await server.settled();
      const problem = problemWith(server.requests, response, headers);
      if (problem !== null) throw new Error(problem);
      if (response instanceof Error) throw response;
      return null;
    },
    async end() {
      await session.close();
      if (transportName === 'built-in fetch') return null;
      return eventually(() =>
        server.openConnections === 0 ? null : `${server.openConnections} sockets are still open`,
      );
    },
    async stop() {
      await session?.close();
      await server?.close();
      const left = await eventually(() =>
        openHandles() <= handles ? null : `${openHandles() - handles} handles are still open`,
      );
      if (left !== null && transportName !== 'built-in fetch') throw new Error(left);
    },
  };
}

async function* pieces(texts) {
  for (const text of texts) yield text;
}

/** Describes what is wrong with the requests that the server received, or returns `null`. */
function problemWith(received, response, givenHeaders) {
  const shown = () => JSON.stringify(received.map(({ line, headers, framing }) => [line, headers, framing]));
  if (response instanceof Error) {
    // The server answers every valid request, so if the connection fails, what was sent was not a request.
    if (response instanceof ConnectionError || response instanceof Timeout)
      return `${response.stack}, and the server received ${shown()}`;
    const complete = received.filter(({ framing }) => framing !== 'truncated');
    // The exception may be about the response; even then there must be only one request.
    return complete.length > 1 ? `an exception, and the server received ${shown()}` : null;
  }
  if (received.length !== 1 || received[0].framing === 'truncated') return `the server received ${shown()}`;
  const { line, headers } = received[0];
  if (!/^[\w!#$%&'*+.^`|~-]+ \/[\x21-\x7e]* HTTP\/1\.1$/.test(line))
    return `the request line is ${JSON.stringify(line)}`;
  const count = (name) => headers.filter(([key]) => key.toLowerCase() === name).length;
  if (count('host') !== 1) return `${count('host')} Host fields: ${shown()}`;
  if (count('content-length') + count('transfer-encoding') > 1) return `ambiguous framing: ${shown()}`;
  const given = new Set(givenHeaders.map(([name]) => name.toLowerCase()));
  const smuggled = headers.some(([name]) => /smuggled/i.test(name) && !given.has(name.toLowerCase()));
  return smuggled ? `a smuggled field: ${shown()}` : null;
}
