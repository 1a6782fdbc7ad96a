import https from 'node:https';
import { clientOf } from './from-package.mjs';

const { default: axios } = await clientOf('axios', 'axios');

/** An axios instance with its own timeout. The response of an error for a status counts as the response it is. */
export class PlainAxios {
  static lacks = [];
  #agents = [];

  async ask({ method, url, body, proxy, ca, timeout, maxBodySize, stream }) {
    const config = {
      method,
      url,
      data: body,
      timeout: timeout.read,
      responseType: stream ? 'stream' : 'arraybuffer',
      ...(maxBodySize !== null && { maxContentLength: maxBodySize }),
      ...(proxy !== null && { proxy: { protocol: 'http', host: '127.0.0.1', port: Number(new URL(proxy).port) } }),
      ...(ca !== null && { httpsAgent: this.#agent(ca) }),
    };
    const response = await axios.request(config).catch((error) => {
      if (error.response === undefined) throw error;
      return error.response;
    });
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
