import https from 'node:https';
import { clientOf } from './from-package.mjs';

const { default: fetch } = await clientOf('fetch', 'node-fetch');

/** node-fetch: it has no options for timeouts and proxies. */
export class PlainNodeFetch {
  static lacks = ['CONNECT proxy'];
  #agents = [];

  async send({ method, url, body, ca, maxBodySize, stream }) {
    const response = await fetch(url, {
      method,
      body,
      ...(maxBodySize !== null && { size: maxBodySize }),
      ...(ca !== null && { agent: this.#agent(ca) }),
    });
    const bytes = stream ? Buffer.concat(await response.body.toArray()) : Buffer.from(await response.arrayBuffer());
    return {
      status: response.status,
      reason: response.statusText,
      body: bytes.toString('latin1'),
      header: (name) => response.headers.get(name),
    };
  }

  async close() {
    for (const agent of this.#agents) agent.destroy();
  }

  #agent(ca) {
    const agent = new https.Agent({ ca });
    this.#agents.push(agent);
    return agent;
  }
}
