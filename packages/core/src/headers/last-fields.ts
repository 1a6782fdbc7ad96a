/** Characters of names and values together. */
const LONGEST_KEPT = 16_384;

/**
 * Remembers the last list of field lines that was looked at. Most requests of a session carry the same ones, and
 * comparing them costs a hundredth of checking or writing them.
 */
export class LastFields {
  #flat: readonly string[] = [];

  /** True when `flat` is what was remembered, line by line. */
  matches(flat: readonly string[]): boolean {
    const last = this.#flat;
    if (last.length !== flat.length || flat.length === 0) return false;
    for (let i = 0; i < flat.length; i++) if (flat[i] !== last[i]) return false;
    return true;
  }

  /** `flat` may change later: a copy is kept. False for one so long that it is not kept alive: nothing is remembered. */
  remember(flat: readonly string[]): boolean {
    let length = 0;
    for (const text of flat) length += text.length;
    const kept = length <= LONGEST_KEPT;
    this.#flat = kept ? flat.slice() : [];
    return kept;
  }
}
