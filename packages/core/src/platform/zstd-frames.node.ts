/**
 * Walks over zstd frames (RFC 8878 §3.1) without decoding them, to tell whether they are complete: some versions of
 * Node's engine take an end in the middle of a frame for a good one.
 */
export class ZstdFrames {
  #part: 'magic' | 'skippable' | 'descriptor' | 'block' | 'junk' = 'magic';
  /** Bytes of the part under way. */
  readonly #head = new Uint8Array(4);
  #have = 0;
  #skip = 0;
  #checksum = false;

  /** True between frames. */
  get complete(): boolean {
    return this.#part === 'magic' && this.#have === 0 && this.#skip === 0;
  }

  feed(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length && this.#part !== 'junk') {
      if (this.#skip > 0) {
        const step = Math.min(this.#skip, bytes.length - at);
        this.#skip -= step;
        at += step;
        continue;
      }
      this.#head[this.#have++] = bytes[at++] as number;
      if (this.#have < LENGTHS[this.#part]) continue;
      this.#have = 0;
      this.#read();
    }
  }

  #read(): void {
    const [a = 0, b = 0, c = 0, d = 0] = this.#head;
    switch (this.#part) {
      case 'magic':
        if (a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd) this.#part = 'descriptor';
        else this.#part = a >> 4 === 5 && b === 0x2a && c === 0x4d && d === 0x18 ? 'skippable' : 'junk';
        break;
      case 'skippable':
        this.#skip = (a | (b << 8) | (c << 16) | (d << 24)) >>> 0;
        this.#part = 'magic';
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
        // A block of one repeated byte holds just that byte.
        this.#skip = ((header >> 1) & 3) === 1 ? 1 : header >> 3;
        if ((header & 1) !== 0) {
          this.#skip += this.#checksum ? 4 : 0;
          this.#part = 'magic';
        }
        break;
      }
    }
  }
}

const LENGTHS = { magic: 4, skippable: 4, descriptor: 1, block: 3, junk: 1 };
