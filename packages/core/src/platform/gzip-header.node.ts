const EXTRA = 4;
const NAME = 8;
const COMMENT = 16;
const CHECK = 2;
const RESERVED = 0xe0;
const FIXED_LENGTH = 10;
/** The magic number, and DEFLATE. */
const MAGIC = [0x1f, 0x8b, 8];

type Field = 'fixed' | 'extra-length' | 'extra' | 'name' | 'comment' | 'check' | 'done' | 'bad';

/**
 * Walks over gzip headers (RFC 1952 §2.3) byte by byte and keeps nothing of them: extra field, name and comment may be
 * of any length, and may come in any number of pieces.
 */
export class GzipHeader {
  #field: Field = 'fixed';
  #flags = 0;
  /** Bytes of the field that were read. */
  #have = 0;
  #extra = 0;

  /** True between headers. */
  get fresh(): boolean {
    return this.#field === 'fixed' && this.#have === 0;
  }

  /** True when the bytes are no gzip. */
  get bad(): boolean {
    return this.#field === 'bad';
  }

  /** Reads on at `at`. Returns where the header ends, and is fresh again; -1 when it goes on or is bad. */
  read(bytes: Uint8Array, start: number): number {
    if (this.fresh && isPlainHeader(bytes, start)) return start + FIXED_LENGTH;
    let at = start;
    while (at < bytes.length || this.#isEmpty()) {
      if (this.#field === 'done') {
        this.#next('fixed');
        return at;
      }
      if (this.#field === 'bad') return -1;
      at = this.#step(bytes, at);
    }
    return -1;
  }

  /** A field without bytes, which is over before the next one comes. */
  #isEmpty(): boolean {
    return this.#field === 'done' || (this.#field === 'extra' && this.#extra === 0);
  }

  #step(bytes: Uint8Array, at: number): number {
    const byte = bytes[at] as number;
    switch (this.#field) {
      case 'fixed':
        this.#readFixed(byte);
        return at + 1;
      case 'extra-length':
        this.#extra |= byte << (8 * this.#have++);
        if (this.#have === 2) this.#next('extra');
        return at + 1;
      case 'extra': {
        const size = Math.min(this.#extra, bytes.length - at);
        this.#extra -= size;
        if (this.#extra === 0) this.#after(EXTRA);
        return at + size;
      }
      case 'name':
      case 'comment': {
        const zero = bytes.indexOf(0, at);
        if (zero < 0) return bytes.length;
        this.#after(this.#field === 'name' ? NAME : COMMENT);
        return zero + 1;
      }
      default:
        if (++this.#have === 2) this.#next('done');
        return at + 1;
    }
  }

  #readFixed(byte: number): void {
    const at = this.#have++;
    if (at < 3 && byte !== MAGIC[at]) this.#next('bad');
    else if (at === 3) {
      this.#flags = byte;
      // What a header with these has is not known, nor where it ends.
      if ((byte & RESERVED) !== 0) this.#next('bad');
    } else if (this.#have === FIXED_LENGTH) this.#after(0);
  }

  /** The first of the optional fields after `field` that is there. */
  #after(field: number): void {
    const flags = this.#flags;
    if (field < EXTRA && (flags & EXTRA) !== 0) this.#next('extra-length');
    else if (field < NAME && (flags & NAME) !== 0) this.#next('name');
    else if (field < COMMENT && (flags & COMMENT) !== 0) this.#next('comment');
    else this.#next((flags & CHECK) === 0 ? 'done' : 'check');
  }

  #next(field: Field): void {
    this.#field = field;
    this.#have = 0;
    if (field === 'extra-length') this.#extra = 0;
  }
}

/** A header without optional fields, all of it there. */
function isPlainHeader(bytes: Uint8Array, at: number): boolean {
  return (
    bytes[at] === 0x1f &&
    bytes[at + 1] === 0x8b &&
    bytes[at + 2] === 8 &&
    bytes[at + 3] === 0 &&
    at + FIXED_LENGTH <= bytes.length
  );
}
