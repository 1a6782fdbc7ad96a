const EXTRA = 4;
const NAME = 8;
const COMMENT = 16;
const CHECK = 2;
const RESERVED = 0xe0;
const FIXED_LENGTH = 10;
/** The magic number, and DEFLATE. */
const MAGIC = [0x1f, 0x8b, 8];

type Field = 'fixed' | 'extra-length' | 'extra' | 'name' | 'comment' | 'check' | 'done' | 'invalid';

/**
 * Skips gzip headers (RFC 1952 §2.3), which may be cut into any number of chunks, without keeping any of it: extra field,
 * name and comment may be of any length.
 */
export class GzipHeader {
  #field: Field = 'fixed';
  #flags = 0;
  /** How many bytes of the field were read. */
  #have = 0;
  #extra = 0;

  /** True between headers. */
  get fresh(): boolean {
    return this.#field === 'fixed' && this.#have === 0;
  }

  /** True if the bytes are not a gzip header. */
  get invalid(): boolean {
    return this.#field === 'invalid';
  }

  /** Reads on from `start`. Returns where the header ends, or -1 if it continues in the next chunk or is invalid. */
  read(bytes: Uint8Array, start: number): number {
    if (this.fresh && isPlainHeader(bytes, start)) return start + FIXED_LENGTH;
    let at = start;
    while (at < bytes.length || this.#isEmpty()) {
      if (this.#field === 'done') {
        this.#next('fixed');
        return at;
      }
      if (this.#field === 'invalid') return -1;
      at = this.#step(bytes, at);
    }
    return -1;
  }

  /** Whether the field has no bytes, so that it ends before the next byte. */
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
    if (at < 3 && byte !== MAGIC[at]) this.#next('invalid');
    else if (at === 3) {
      this.#flags = byte;
      // With reserved flags it is unknown where the header ends.
      if ((byte & RESERVED) !== 0) this.#next('invalid');
    } else if (this.#have === FIXED_LENGTH) this.#after(0);
  }

  /** Goes on to the next optional field that is present. */
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

/** A complete header without optional fields. */
function isPlainHeader(bytes: Uint8Array, at: number): boolean {
  return (
    bytes[at] === 0x1f &&
    bytes[at + 1] === 0x8b &&
    bytes[at + 2] === 8 &&
    bytes[at + 3] === 0 &&
    at + FIXED_LENGTH <= bytes.length
  );
}
