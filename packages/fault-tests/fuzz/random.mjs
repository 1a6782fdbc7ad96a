/** A seeded random generator (xorshift32): the same numbers on every machine. */
export class Random {
  #state;

  /** @param {...(number | string)} seeds */
  constructor(...seeds) {
    let state = 0x9e3779b9;
    for (const seed of seeds) {
      for (const c of String(seed)) state = Math.imul(state ^ c.charCodeAt(0), 0x01000193);
      state ^= state >>> 15;
    }
    this.#state = state >>> 0 || 1;
    for (let i = 0; i < 8; i++) this.next();
  }

  /** A number in [0, 1). */
  next() {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x >>> 0;
    return this.#state / 2 ** 32;
  }

  /** An integer in [0, end). */
  below(end) {
    return Math.floor(this.next() * end);
  }

  /** An integer in [low, high]. */
  int(low, high) {
    return low + this.below(high - low + 1);
  }

  chance(probability) {
    return this.next() < probability;
  }

  pick(choices) {
    return choices[this.below(choices.length)];
  }

  /** A list of at most `max` values. */
  list(max, generate) {
    return Array.from({ length: this.below(max + 1) }, () => generate(this));
  }

  bytes(length) {
    return Buffer.from(Array.from({ length }, () => this.below(256)));
  }
}
