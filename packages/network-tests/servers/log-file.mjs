import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** What a proxy wrote of the connections it made, line by line. */
export class LogFile {
  #path;
  #read;
  #seen = 0;

  /** `read` makes of a line what is told of it, or `null`. */
  constructor(path, read) {
    this.#path = path;
    this.#read = read;
  }

  /** From here on. */
  mark() {
    this.#seen = this.#lines().length;
  }

  /** All since the mark: waits for so many lines for up to a second, then for stragglers. */
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
