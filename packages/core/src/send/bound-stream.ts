import { sliceBytes } from '../body/map-body.ts';
import { type ProgressListener, ProgressMeter } from '../body/progress.ts';
import { attachRequest } from '../errors/attach-request.ts';
import { alsoKindOf } from '../errors/brand.ts';
import { ConnectionError, ContentTooLarge, ReadTimeout } from '../errors/errors.ts';
import type { HeaderMap } from '../headers/header-map.ts';
import type { PreparedRequest } from '../request/prepared-request.ts';
import { codedAllowance, ratioAllowance } from '../response/decode-budget.ts';
import type { DecodeLimits } from '../response/decode-content.ts';
import type { TransportResponse } from '../transport/transport.ts';
import type { SendSettings } from './settings.ts';

/** The body of a transport's response, bound to its request and settings. `decode`: it is still compressed. */
export function bindBody(
  { headers, body }: TransportResponse,
  options: { readonly request: PreparedRequest; readonly settings: SendSettings; readonly decode: boolean },
): BoundStream {
  const { request, settings, decode } = options;
  const length = headers.get('content-length');
  const listener = settings.onDownloadProgress;
  return new BoundStream(body instanceof Uint8Array ? sliceBytes(body) : body, {
    request,
    limit: bodyLimit(headers, settings.limits, decode),
    progress: listener === null ? null : { total: length === null ? null : Number(length), listener },
  });
}

// When a streamed response is dropped without being read or closed, its connection is given back on garbage collection.
const abandoned = new FinalizationRegistry<AsyncIterator<Uint8Array>>((inner) => {
  inner.return?.().catch(() => {});
});

interface Binding {
  readonly request: PreparedRequest;
  readonly limit: BodyLimit | null;
  readonly progress: { readonly total: number | null; readonly listener: ProgressListener } | null;
}

/**
 * A body whose errors know the request, whose size is limited and whose progress is reported. Not a generator: returning
 * it before the first chunk must reach the transport too.
 */
export class BoundStream implements AsyncIterableIterator<Uint8Array> {
  readonly #inner: AsyncIterator<Uint8Array>;
  readonly #binding: Binding;
  readonly #meter: ProgressMeter | null;
  #received = 0;
  #ended = false;

  constructor(body: AsyncIterable<Uint8Array>, binding: Binding) {
    this.#inner = body[Symbol.asyncIterator]();
    this.#binding = binding;
    abandoned.register(this, this.#inner, this);
    const { progress } = binding;
    this.#meter = progress === null ? null : new ProgressMeter(progress.total, progress.listener);
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
      const { limit, request } = this.#binding;
      if (limit !== null && this.#received > limit.bytes) {
        await this.#inner.return?.();
        throw new ContentTooLarge(limit.message, { request });
      }
      this.#meter?.add(result.value.byteLength);
      return { done: false, value: result.value };
    } catch (error) {
      this.#end();
      // Requests raises ConnectionError here: code that catches that must keep working.
      if (error instanceof ReadTimeout) alsoKindOf(error, ConnectionError);
      throw attachRequest(error, this.#binding.request);
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

/** How many bytes a transport may deliver, and the message of the error when it delivers more. */
interface BodyLimit {
  readonly bytes: number;
  readonly message: string;
}

/**
 * The limit for a body as the transport delivers it; `null`: none. A body that core decodes is limited by its decoded
 * size, and while it arrives to twice as much: some compressed data produces no output at all. Of a body that the client
 * underneath has decoded, the compressed size is known from the Content-Length only.
 */
function bodyLimit(headers: HeaderMap, { maxBodySize, maxRatio }: DecodeLimits, decode: boolean): BodyLimit | null {
  const plain = maxBodySize === null ? null : atMost(maxBodySize, maxBodySize);
  if (!headers.has('content-encoding')) return plain;
  if (decode) return maxBodySize === null ? null : atMost(codedAllowance(maxBodySize), maxBodySize);
  const length = headers.get('content-length');
  if (maxRatio === null || length === null) return plain;
  const bytes = ratioAllowance(Number(length), maxRatio);
  if (plain !== null && plain.bytes <= bytes) return plain;
  return {
    bytes,
    message: `The body expands to more than ${maxRatio} times its size: ${length} bytes gave over ${bytes}.`,
  };
}

function atMost(bytes: number, maxBodySize: number): BodyLimit {
  return { bytes, message: `The body is larger than maxBodySize (${maxBodySize} bytes).` };
}
