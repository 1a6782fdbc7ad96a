import { clientOf } from './from-package.mjs';

const { Agent, ProxyAgent, request } = await clientOf('undici', 'undici');

/** `undici.request` over an Agent or ProxyAgent with undici's timeouts. It neither decodes nor follows redirects. */
export class PlainUndici {
  static lacks = ['content coding', 'redirects'];
  #agents = new Map();

  async send({ method, url, body, proxy, ca, timeout, maxBodySize }) {
    const dispatcher = this.#agent({ proxy, ca, timeout, maxBodySize });
    const response = await request(url, { method, body, dispatcher });
    const bytes = Buffer.from(await response.body.arrayBuffer());
    return {
      status: response.statusCode,
      reason: response.statusText ?? '',
      body: bytes.toString('latin1'),
      header: (name) => (Object.hasOwn(response.headers, name) ? String(response.headers[name]) : null),
    };
  }

  async close() {
    for (const agent of this.#agents.values()) await agent.destroy();
  }

  #agent({ proxy, ca, timeout, maxBodySize }) {
    const key = JSON.stringify([proxy, ca, timeout, maxBodySize]);
    const known = this.#agents.get(key);
    if (known !== undefined) return known;
    const tls = { timeout: timeout.connect, ...(ca !== null && { ca }) };
    const options = {
      headersTimeout: timeout.read,
      bodyTimeout: timeout.read,
      connect: tls,
      ...(maxBodySize !== null && { maxResponseSize: maxBodySize }),
    };
    const agent = proxy === null ? new Agent(options) : new ProxyAgent({ ...options, uri: proxy, requestTls: tls });
    this.#agents.set(key, agent);
    return agent;
  }
}
