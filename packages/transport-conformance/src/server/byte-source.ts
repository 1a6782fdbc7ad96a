import type { Socket } from 'node:net';

/** Reads what a socket receives, by lines or by length. */
export class ByteSource {
  #chunks: Buffer[] = [];
  #ended = false;
  #wake: (() => void) | null = null;

  constructor(socket: Socket) {
    socket.on('data', (chunk: Buffer) => {
      if (chunk.length > 0) this.#chunks.push(chunk);
      this.#notify();
    });
    const end = (): void => {
      this.#ended = true;
      this.#notify();
    };
    socket.on('end', end);
    socket.on('close', end);
  }

  /** The next byte, without consuming it; `null` at the end. */
  async peek(): Promise<number | null> {
    while (this.#chunks.length === 0) if (!(await this.#more())) return null;
    return this.#chunks[0]?.[0] as number;
  }

  /** The next line without its CRLF or LF, one character per byte; `null` at the end. */
  async line(): Promise<string | null> {
    let searched = 0;
    for (;;) {
      const all = this.#joined();
      const end = all.indexOf(10, searched);
      if (end >= 0) {
        this.#chunks = end + 1 < all.length ? [all.subarray(end + 1)] : [];
        return all.subarray(0, end).toString('latin1').replace(/\r$/, '');
      }
      searched = all.length;
      if (!(await this.#more())) return null;
    }
  }

  /** `length` bytes, or fewer if the connection ends before. */
  async bytes(length: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    let missing = length;
    while (missing > 0) {
      const chunk = this.#chunks.shift();
      if (chunk === undefined) {
        if (await this.#more()) continue;
        break;
      }
      if (chunk.length > missing) this.#chunks.unshift(chunk.subarray(missing));
      parts.push(chunk.subarray(0, missing));
      missing -= Math.min(missing, chunk.length);
    }
    return Buffer.concat(parts);
  }

  #joined(): Buffer {
    if (this.#chunks.length > 1) this.#chunks = [Buffer.concat(this.#chunks)];
    return this.#chunks[0] ?? Buffer.alloc(0);
  }

  /** Waits for more bytes; false at the end. */
  async #more(): Promise<boolean> {
    const before = this.#chunks.length;
    while (this.#chunks.length === before) {
      if (this.#ended) return false;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return true;
  }

  #notify(): void {
    this.#wake?.();
    this.#wake = null;
  }
}
