import net from 'node:net';
import { VulnerableReader } from './vulnerable-reader.ts';

/** Waits for 100 (Continue), gets another response, and reuses the connection without having sent the body. */
export class VulnerableExpecter {
  #line: { readonly socket: net.Socket; readonly reader: VulnerableReader } | null = null;

  readonly post = async (url: string): Promise<number> => {
    const head = 'POST / HTTP/1.1\r\nHost: a.test\r\nExpect: 100-continue\r\nContent-Length: 10\r\n\r\n';
    return (await this.#exchange(url, head)).status;
  };

  readonly get = async (url: string): Promise<string> => {
    return (await this.#exchange(url, `GET ${new URL(url).pathname} HTTP/1.1\r\nHost: a.test\r\n\r\n`)).text;
  };

  close(): void {
    this.#line?.socket.destroy();
  }

  async #exchange(url: string, head: string): Promise<{ readonly status: number; readonly text: string }> {
    if (this.#line === null) {
      const socket = net.connect(Number(new URL(url).port), '127.0.0.1');
      this.#line = { socket, reader: new VulnerableReader(socket, {}) };
    }
    this.#line.socket.write(head);
    return this.#line.reader.response();
  }
}
