import { Session, type Transport } from '@req/core';
import type { Client, ClientRequest, ClientResponse } from './client.ts';

/** A req session over the given transport. */
export class ReqClient implements Client {
  readonly #session: Session;
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
    this.#session = new Session({ transport, trustEnv: false });
  }

  async send(request: ClientRequest): Promise<ClientResponse> {
    const { method, url, body, proxy, ca, timeout, maxBodySize, stream } = request;
    const response = await this.#session.request(method, url, {
      stream,
      timeout: {
        connect: timeout.connect,
        read: timeout.read,
        ...(timeout.total !== null && { total: timeout.total }),
      },
      maxBodySize,
      ...(body !== null && { data: body }),
      ...(proxy !== null && { proxies: { https: proxy } }),
      ...(ca !== null && { verify: Buffer.from(ca) }),
    });
    const content = await response.read();
    return {
      status: response.statusCode,
      reason: response.reason,
      body: Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString('latin1'),
      header: (name) => response.headers.get(name),
    };
  }

  /** Closes the transport too: no other session uses it. */
  async close(): Promise<void> {
    await this.#session.close();
    await this.#transport.close();
  }
}
