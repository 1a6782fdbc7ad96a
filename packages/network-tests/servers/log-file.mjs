import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** The log of a proxy. */
export class LogFile {
  #path;
  #read;
  #seen = 0;

  /** @param read Parses a line; returns `null` for lines to skip. */
  constructor(path, read) {
    this.#path = path;
    this.#read = read;
  }

  /** Starts to count lines from here. */
  mark() {
    this.#seen = this.#lines().length;
  }

  /** The lines since the mark. Waits up to a second for the expected number, then a moment for further ones. */
  async since(expected) {
    const deadline = Date.now() + (expected === 0 ? 0 : 1000);
    while (Date.now() < deadline && this.#lines().length - this.#seen < expected) await sleep(15);
    await sleep(60);
    return this.#lines().slice(this.#seen);
  }

  #lines() {
    if (!existsSync(this.#path)) return [];
    const whole = readFileSync(this.#path, 'utf8').split('\n').slice(0, -1);
    return whole.map(this.#read).filter((line) => line !== null);
  }
}
