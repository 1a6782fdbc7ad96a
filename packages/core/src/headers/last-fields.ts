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

  /** `flat` may change later: a copy is kept. */
  remember(flat: readonly string[]): void {
    this.#flat = flat.slice();
  }
}
