// A transport around a transport, held against the contract:  node examples/own-transport.mjs
import { pathToFileURL } from 'node:url';
import { Session } from '@req/requests';
import { formatReport, runConformance } from '@req/transport-conformance';
import { UndiciTransport } from '@req/transport-undici';

/** Writes a line for each exchange: redirects, retries and rounds of authentication have one each. */
export class LoggingTransport {
  #inner;
  #log;

  constructor(inner, log = console.log) {
    this.#inner = inner;
    this.#log = log;
  }

  get name() {
    return this.#inner.name;
  }

  get capabilities() {
    return this.#inner.capabilities;
  }

  async send(request) {
    const start = performance.now();
    const response = await this.#inner.send(request);
    // Only the path: the query may hold an API key.
    const { pathname } = new URL(request.url);
    this.#log(request.method, pathname, response.status, `${Math.round(performance.now() - start)} ms`);
    return response;
  }

  close() {
    return this.#inner.close();
  }
}

export async function main(url = 'https://httpbin.org/redirect/1', only = undefined) {
  const session = new Session({ transport: new LoggingTransport(new UndiciTransport()) });
  await session.get(url);
  await session.close();

  const createTransport = () => new LoggingTransport(new UndiciTransport(), () => {});
  const report = await runConformance({ createTransport, ...(only && { only }) });
  console.log(formatReport(report));
  return report.ok;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.exitCode = (await main()) ? 0 : 1;
