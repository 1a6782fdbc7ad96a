import { type ProgressListener, ProgressMeter } from '../body/progress.ts';
import { attachRequest } from '../errors/attach-request.ts';
import { alsoKindOf } from '../errors/brand.ts';
import { ConnectionError, ContentTooLarge, ReadTimeout } from '../errors/errors.ts';
import type { PreparedRequest } from '../request/prepared-request.ts';
import type { BodyLimit } from './body-limit.ts';

// Who drops a streamed response without reading or closing it gives its connection back when it is collected.
const abandoned = new FinalizationRegistry<AsyncIterator<Uint8Array>>((inner) => {
  inner.return?.().catch(() => {});
});

interface Guard {
  readonly request: PreparedRequest;
  readonly limit: BodyLimit | null;
  readonly progress: { readonly total: number | null; readonly listener: ProgressListener } | null;
}

/**
 * A transport's body with its failures attributed to its request, its size limited, its progress told. No generator: giving it up before
 * the first piece must reach the transport too.
 */
export class BoundStream implements AsyncIterableIterator<Uint8Array> {
  readonly #inner: AsyncIterator<Uint8Array>;
  readonly #guard: Guard;
  readonly #meter: ProgressMeter | null;
  #received = 0;
  #ended = false;

  constructor(body: AsyncIterable<Uint8Array>, guard: Guard) {
    this.#inner = body[Symbol.asyncIterator]();
    this.#guard = guard;
    abandoned.register(this, this.#inner, this);
    this.#meter = guard.progress === null ? null : new ProgressMeter(guard.progress.total, guard.progress.listener);
  }

  async next(): Promise<IteratorResult<Uint8Array, undefined>> {
    if (this.#ended) return { done: true, value: undefined };
    try {
      const result = await this.#inner.next();
      if (result.done) {
        this.#meter?.end();
        this.#end();
        return { done: true, value: undefined };
      }
      this.#received += result.value.byteLength;
      const { limit, request } = this.#guard;
      if (limit !== null && this.#received > limit.bytes) {
        await this.#inner.return?.();
        throw new ContentTooLarge(limit.message, { request });
      }
      this.#meter?.add(result.value.byteLength);
      return { done: false, value: result.value };
    } catch (error) {
      this.#end();
      // Requests calls it a ConnectionError: who ported an `except` must still catch it.
      if (error instanceof ReadTimeout) alsoKindOf(error, ConnectionError);
      throw attachRequest(error, this.#guard.request);
    }
  }

  async return(): Promise<IteratorResult<Uint8Array, undefined>> {
    if (!this.#ended) {
      this.#end();
      await this.#inner.return?.();
    }
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #end(): void {
    this.#ended = true;
    abandoned.unregister(this);
  }
}
