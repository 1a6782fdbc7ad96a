import type { Socket } from 'node:net';

/** What a socket received, to be read by lines and lengths. Every read gives `null` once the peer has ended. */
export class ByteSource {
  #buffered: Buffer = Buffer.alloc(0);
  #ended = false;
  #wake: (() => void) | null = null;

  constructor(socket: Socket) {
    socket.on('data', (chunk: Buffer) => {
      this.#buffered = this.#buffered.length === 0 ? chunk : Buffer.concat([this.#buffered, chunk]);
      this.#notify();
    });
    const end = (): void => {
      this.#ended = true;
      this.#notify();
    };
    socket.on('end', end);
    socket.on('close', end);
  }

  /** Bytes are waiting to be read. */
  get pending(): boolean {
    return this.#buffered.length > 0;
  }

  /** The next byte, left where it is. */
  async peek(): Promise<number | null> {
    while (this.#buffered.length === 0) if (!(await this.#more())) return null;
    return this.#buffered[0] as number;
  }

  /** A line without its CRLF or LF, one character a byte. */
  async line(): Promise<string | null> {
    let from = 0;
    for (;;) {
      const end = this.#buffered.indexOf(10, from);
      if (end >= 0)
        return this.#take(end + 1)
          .toString('latin1')
          .replace(/\r?\n$/, '');
      from = this.#buffered.length;
      if (!(await this.#more())) return null;
    }
  }

  /** `length` bytes, or fewer when the peer ended before. */
  async bytes(length: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    let missing = length;
    while (missing > 0) {
      if (this.#buffered.length === 0 && !(await this.#more())) break;
      const part = this.#take(Math.min(missing, this.#buffered.length));
      missing -= part.length;
      parts.push(part);
    }
    return Buffer.concat(parts);
  }

  #take(length: number): Buffer {
    const part = this.#buffered.subarray(0, length);
    this.#buffered = this.#buffered.subarray(length);
    return part;
  }

  /** Waits for bytes; false when there will be none. */
  async #more(): Promise<boolean> {
    const before = this.#buffered.length;
    while (this.#buffered.length === before) {
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
