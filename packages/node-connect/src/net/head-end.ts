const LF = 10;
const CR = 13;

/** Finds the empty line that ends a header block in bytes that arrive in pieces. Each byte is looked at once. */
export class HeadEnd {
  #lineStart = false;

  /** The index after the empty line, searching from `start`; -1 when the header block goes on in the next piece. */
  find(piece: Buffer, start: number = 0): number {
    for (let i = start; i < piece.length; i++) {
      const byte = piece[i];
      if (byte === LF) {
        if (this.#lineStart) {
          this.#lineStart = false;
          return i + 1;
        }
        this.#lineStart = true;
      } else if (byte !== CR) this.#lineStart = false;
    }
    return -1;
  }
}
