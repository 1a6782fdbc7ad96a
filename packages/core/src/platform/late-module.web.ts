import { ConnectionError } from '../errors/errors.ts';

/** A module that is loaded when something needs it; then it stays. */
export class LateModule<T> {
  readonly #import: () => Promise<T>;
  #module: T | null = null;

  constructor(load: () => Promise<T>) {
    this.#import = load;
  }

  /** `null` when it is not there yet. */
  get loaded(): T | null {
    return this.#module;
  }

  /** For what is called only when it is there. */
  get module(): T {
    if (this.#module === null) throw new Error('A part of this library is used that no request has loaded yet.');
    return this.#module;
  }

  /** @throws ConnectionError when the server of the page does not give it */
  async load(): Promise<T> {
    try {
      this.#module ??= await this.#import();
      return this.#module;
    } catch (cause) {
      throw new ConnectionError('A part of this library could not be loaded.', { cause });
    }
  }
}
