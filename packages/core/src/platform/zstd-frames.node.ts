/** The kind of a frame; `'unknown'` until its first four bytes were read. */
export type ZstdFrameKind = 'unknown' | 'data' | 'skippable' | 'invalid';

/**
 * Finds where zstd frames end (RFC 8878 §3.1) without decoding them. Before Node 26 the engine stops at the end of the first
 * frame in a chunk, and some versions do not report a truncated frame.
 */
export class ZstdFrames {
  #part: 'magic' | 'size' | 'descriptor' | 'block' | 'rest' = 'magic';
  /** The bytes read of the current part. */
  readonly #head = new Uint8Array(4);
  #have = 0;
  /** How many bytes to skip before the next part. */
  #skip = 0;
  #checksum = false;
  #kind: ZstdFrameKind = 'unknown';

  /** True between frames. */
  get complete(): boolean {
    return this.#part === 'magic' && this.#have === 0;
  }

  /** The kind of the current frame, or of the one that has just ended. */
  get kind(): ZstdFrameKind {
    return this.#kind;
  }

  /** Reads on from `start`. Returns where the frame ends, or the length of `bytes` if it continues. */
  feed(bytes: Uint8Array, start: number): number {
    if (this.complete) this.#kind = 'unknown';
    let at = start;
    while (at < bytes.length && this.#kind !== 'invalid') {
      if (this.#skip > 0) {
        const step = Math.min(this.#skip, bytes.length - at);
        this.#skip -= step;
        at += step;
      } else {
        this.#head[this.#have++] = bytes[at++] as number;
        if (this.#have < LENGTHS[this.#part]) continue;
        this.#have = 0;
        this.#read();
      }
      if (this.#part === 'rest' && this.#skip === 0) {
        this.#part = 'magic';
        return at;
      }
    }
    return this.#kind === 'invalid' ? bytes.length : at;
  }

  #read(): void {
    const [a = 0, b = 0, c = 0, d = 0] = this.#head;
    switch (this.#part) {
      case 'magic': {
        const data = a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd;
        const skippable = a >> 4 === 5 && b === 0x2a && c === 0x4d && d === 0x18;
        this.#kind = data ? 'data' : skippable ? 'skippable' : 'invalid';
        this.#part = data ? 'descriptor' : 'size';
        break;
      }
      case 'size':
        this.#skip = (a | (b << 8) | (c << 16) | (d << 24)) >>> 0;
        this.#part = 'rest';
        break;
      case 'descriptor': {
        const single = (a & 0x20) !== 0;
        const contentSize = [single ? 1 : 0, 2, 4, 8][a >> 6] as number;
        this.#checksum = (a & 4) !== 0;
        this.#skip = (single ? 0 : 1) + ([0, 1, 2, 4][a & 3] as number) + contentSize;
        this.#part = 'block';
        break;
      }
      case 'block': {
        const header = a | (b << 8) | (c << 16);
        // An RLE block holds one byte.
        this.#skip = ((header >> 1) & 3) === 1 ? 1 : header >> 3;
        if ((header & 1) !== 0) {
          this.#skip += this.#checksum ? 4 : 0;
          this.#part = 'rest';
        }
        break;
      }
    }
  }
}

const LENGTHS = { magic: 4, size: 4, descriptor: 1, block: 3, rest: 0 };
