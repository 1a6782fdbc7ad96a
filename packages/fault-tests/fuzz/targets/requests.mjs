import { ConnectionError, Session, Timeout } from '@req/core';
import { ScriptServer } from '@req/transport-conformance';
import { anyText, mutated } from '../mutate.mjs';
import { openHandles, soon, TRANSPORTS } from '../transports.mjs';

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
 * Whatever a caller gives over one transport: the server sees one whole request, framed in one way, with the fields that
 * were given; or none, and the caller has an exception.
 */
export function requests(transportName) {
  let server;
  let session;
  let handles;
  return {
    name: `requests-${transportName.replace(' ', '-')}`,
    network: true,
    typeErrors: true,
    async start() {
      handles = openHandles();
      server = await ScriptServer.start();
      session = new Session({ transport: TRANSPORTS[transportName](), trustEnv: false });
    },
    make: (random) => ({
      method: random.chance(0.8) ? random.pick(['GET', 'POST', 'PUT', 'DELETE']) : mutated(random, 'PATCH', INJECTED),
      path: mutated(random, '/path/to?query=1#f', INJECTED).replace(/^[^/]*/, ''),
      headers: random.list(3, () => [
        random.chance(0.8) ? random.pick(NAMES) : mutated(random, random.pick(NAMES), INJECTED),
        random.chance(0.8) ? random.pick(VALUES) : mutated(random, random.pick(VALUES), INJECTED),
      ]),
      cookies: random.list(2, () => [
        random.chance(0.7) ? 'name' : anyText(random, 2),
        random.chance(0.8) ? 'cookie' : mutated(random, 'cookie', INJECTED),
      ]),
      auth: random.chance(0.2) ? [mutated(random, 'user', INJECTED), anyText(random)] : null,
      body: random.pick([
        () => ({}),
        () => ({ data: anyText(random) }),
        () => ({ data: Object.fromEntries(random.list(3, () => [anyText(random, 2), anyText(random, 2)])) }),
        () => ({ json: { [anyText(random, 2)]: anyText(random) } }),
        () => ({
          files: { [mutated(random, 'file', INJECTED)]: [mutated(random, 'name', INJECTED), anyText(random)] },
        }),
        () => ({ data: [anyText(random, 3), anyText(random, 3)], streamed: true }),
      ])(),
    }),
    async play({ method, path, headers, cookies, auth, body: { streamed, ...body } }) {
      server.play([]);
      const timeout = { read: 1_500, total: 4_000 };
      const init = { headers, cookies, auth, timeout, ...body, allowRedirects: false };
      if (streamed === true) init.data = pieces(body.data);
      const answer = await session.request(method, `${server.origins.A}${path}`, init).catch((error) => error);
      await server.settled();
      const wrong = seen(server.requests, answer, headers);
      if (wrong !== null) throw new Error(wrong);
      if (answer instanceof Error) throw answer;
      return null;
    },
    async end() {
      await session.close();
      if (transportName === 'built-in fetch') return null;
      return soon(() => (server.openConnections === 0 ? null : `${server.openConnections} sockets are left open`));
    },
    async stop() {
      await session?.close();
      await server?.close();
      const left = await soon(() => (openHandles() <= handles ? null : `${openHandles() - handles} handles are left`));
      if (left !== null && transportName !== 'built-in fetch') throw new Error(left);
    },
  };
}

async function* pieces(texts) {
  for (const text of texts) yield text;
}

/** What is wrong with what the server saw. */
function seen(arrived, answer, given) {
  const shown = () => JSON.stringify(arrived.map(({ line, headers, framing }) => [line, headers, framing]));
  if (answer instanceof Error) {
    // The server answers whatever is a request: if the connection fails, what went out was none.
    if (answer instanceof ConnectionError || answer instanceof Timeout)
      return `${answer.stack}, and the server saw ${shown()}`;
    const whole = arrived.filter(({ framing }) => framing !== 'truncated');
    // A server may have answered, and the exception be about its answer; but it is one request even so.
    return whole.length > 1 ? `an exception, and the server saw ${shown()}` : null;
  }
  if (arrived.length !== 1 || arrived[0].framing === 'truncated') return `the server saw ${shown()}`;
  const { line, headers } = arrived[0];
  if (!/^[\w!#$%&'*+.^`|~-]+ \/[\x21-\x7e]* HTTP\/1\.1$/.test(line))
    return `the request line is ${JSON.stringify(line)}`;
  const count = (name) => headers.filter(([key]) => key.toLowerCase() === name).length;
  if (count('host') !== 1) return `${count('host')} Host fields: ${shown()}`;
  if (count('content-length') + count('transfer-encoding') > 1) return `framed twice: ${shown()}`;
  const own = new Set(given.map(([name]) => name.toLowerCase()));
  const smuggled = headers.some(([name]) => /smuggled/i.test(name) && !own.has(name.toLowerCase()));
  return smuggled ? `a field was smuggled in: ${shown()}` : null;
}
