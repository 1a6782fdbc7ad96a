import https from 'node:https';
import { clientOf } from './from-package.mjs';

const { default: axios } = await clientOf('axios', 'axios');

/** axios with its own timeout, told that no status is an error. */
export class PlainAxios {
  static lacks = [];
  #agents = [];

  async send({ method, url, body, proxy, ca, timeout, maxBodySize, stream }) {
    const config = {
      method,
      url,
      data: body,
      timeout: timeout.read,
      validateStatus: () => true,
      responseType: stream ? 'stream' : 'arraybuffer',
      ...(maxBodySize !== null && { maxContentLength: maxBodySize }),
      ...(proxy !== null && { proxy: { protocol: 'http', host: '127.0.0.1', port: Number(new URL(proxy).port) } }),
      ...(ca !== null && { httpsAgent: this.#agent(ca) }),
    };
    const response = await axios.request(config);
    const bytes = stream ? Buffer.concat(await response.data.toArray()) : Buffer.from(response.data);
    return {
      status: response.status,
      reason: response.statusText ?? '',
      body: bytes.toString('latin1'),
      header: (name) => (Object.hasOwn(response.headers, name) ? String(response.headers[name]) : null),
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
