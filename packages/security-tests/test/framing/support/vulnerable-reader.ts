import type { Socket } from 'node:net';
import type { Answer } from './client.ts';

export interface VulnerableAnswer extends Answer {
  /** The connection is not kept. */
  readonly closes: boolean;
}

/** Further faults, each of a real client. */
export interface Faults {
  /** Chunks within chunks are decoded too. */
  readonly undoTwice?: boolean;
  /** White space around a value is kept. */
  readonly keepSpace?: boolean;
  /** What follows the last chunk stays on the connection. */
  readonly leaveTrailers?: boolean;
  /** The body is everything until the connection is closed. */
  readonly readToEnd?: boolean;
}

/** Reads responses from a socket without checking them. */
export class VulnerableReader {
  #text = '';
  #ended = false;
  #wake: () => void = () => {};

  readonly #faults: Faults;

  constructor(socket: Socket, faults: Faults) {
    this.#faults = faults;
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => {
      this.#text += text;
      this.#wake();
    });
    const end = (): void => {
      this.#ended = true;
      this.#wake();
    };
    socket.on('error', end).on('end', end).on('close', end);
  }

  async response(): Promise<VulnerableAnswer> {
    let status = await this.#line();
    let headers = await this.#headers();
    while (status.startsWith('HTTP/1.1 1')) {
      status = await this.#line();
      headers = await this.#headers();
    }
    const get = (name: string): string | null => headers.findLast(([key]) => key.toLowerCase() === name)?.[1] ?? null;
    const coding = get('transfer-encoding') ?? '';
    const length = get('content-length');
    let text: string;
    if (this.#faults.readToEnd === true) text = await this.#rest();
    else if (length !== null) text = await this.#bytes(Number.parseInt(length.replaceAll(' ', ''), 10) || 0);
    else if (coding.includes('chunked')) text = await this.#chunks();
    else text = await this.#rest();
    const closes = get('connection') === 'close' || this.#ended;
    return { status: Number(status.split(' ')[1]), text, header: get, closes };
  }

  async #headers(): Promise<[string, string][]> {
    const headers: [string, string][] = [];
    for (let line = await this.#line(); line !== ''; line = await this.#line()) {
      const colon = line.indexOf(':');
      headers.push([line.slice(0, colon).trim().replaceAll('\r', '-'), this.#value(line.slice(colon + 1))]);
    }
    return headers;
  }

  #value(text: string): string {
    return this.#faults.keepSpace === true ? text : text.trim();
  }

  async #chunks(): Promise<string> {
    let text = '';
    for (;;) {
      const size = Number.parseInt(await this.#line(), 16) || 0;
      if (size <= 0) break;
      text += await this.#bytes(Math.min(size, 1 << 20));
      // Any bytes where the line should end.
      await this.#line();
    }
    if (this.#faults.leaveTrailers !== true) await this.#headers();
    return this.#faults.undoTwice === true ? text.replace(/^[0-9a-f]+\r\n(.*)\r\n0\r\n\r\n$/s, '$1') : text;
  }

  /** Up to the next LF, CR CR or the end. */
  async #line(): Promise<string> {
    for (;;) {
      const end = /\r?\n|\r(?=\r)/.exec(this.#text);
      if (end !== null && (end.index + end[0].length < this.#text.length || !end[0].endsWith('\r'))) {
        const line = this.#text.slice(0, end.index);
        this.#text = this.#text.slice(end.index + end[0].length);
        return line;
      }
      if (!(await this.#more())) return this.#take(this.#text.length);
    }
  }

  async #bytes(count: number): Promise<string> {
    while (this.#text.length < count) if (!(await this.#more())) break;
    return this.#take(Math.max(0, count));
  }

  async #rest(): Promise<string> {
    while (await this.#more());
    return this.#take(this.#text.length);
  }

  #take(count: number): string {
    const taken = this.#text.slice(0, count);
    this.#text = this.#text.slice(count);
    return taken;
  }

  async #more(): Promise<boolean> {
    if (this.#ended) return false;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    return true;
  }
}
