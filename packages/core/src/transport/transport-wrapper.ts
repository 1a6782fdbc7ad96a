import { ownProperty } from '../lang/own-properties.ts';
import type { Capability } from './capabilities.ts';
import type { ConnectionFacts, ResponseFacts, Timings } from './facts.ts';
import type { Transport, TransportRequest, TransportResponse } from './transport.ts';

/** The part of a transport around another one that all wrappers have in common: a wrapper adds `send`. */
export abstract class TransportWrapper implements Transport {
  /** The wrapped transport. */
  protected readonly inner: Transport;

  constructor(inner: Transport) {
    if (typeof (inner as Partial<Transport> | null | undefined)?.send !== 'function')
      throw new TypeError('The first argument must be the transport to wrap, such as new UndiciTransport()');
    this.inner = inner;
  }

  get name(): string {
    return this.inner.name;
  }

  /** Asked for each time: those of `UndiciTransport` depend on the undici that is loaded for the first request. */
  get capabilities(): ReadonlySet<Capability> {
    return this.inner.capabilities;
  }

  get socketPath(): string | null {
    return (ownProperty(this.inner, 'socketPath') as string | null | undefined) ?? null;
  }

  abstract send(request: TransportRequest): Promise<TransportResponse>;

  close(): Promise<void> {
    return this.inner.close();
  }

  /** `await using`: as `close()`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** The same response with these facts besides, or in place of, those that it has. */
export function withFacts(response: TransportResponse, facts: Partial<ResponseFacts>): TransportResponse {
  const given = ownProperty(response, 'facts') as TransportResponse['facts'];
  return changed(response, { facts: new AddedFacts(given ?? null, facts) });
}

/** The same response with another body. Keeps what a response has beyond the contract, such as `retries`. */
export function withBody(response: TransportResponse, body: TransportResponse['body']): TransportResponse {
  return changed(response, { body });
}

function changed(response: TransportResponse, change: Partial<TransportResponse>): TransportResponse {
  const { status, reason, httpVersion, headers, body } = response;
  const optional = (name: 'url' | 'facts' | 'trailers'): never => ownProperty(response, name) as never;
  const copy: TransportResponse = {
    status,
    reason,
    httpVersion,
    headers,
    url: optional('url'),
    body,
    facts: optional('facts'),
    trailers: optional('trailers'),
    ...change,
  };
  const retries = ownProperty(response, 'retries');
  return retries === undefined ? copy : Object.defineProperty(copy, 'retries', { value: retries, configurable: true });
}

/** Timings are asked for each time: the end of the body is not known from the beginning. */
class AddedFacts implements Partial<ResponseFacts> {
  readonly attempts?: number;
  readonly fromCache?: boolean;
  readonly #given: Partial<ResponseFacts> | null;
  readonly #added: Partial<ResponseFacts>;

  constructor(given: Partial<ResponseFacts> | null, added: Partial<ResponseFacts>) {
    this.#given = given;
    this.#added = added;
    const attempts = this.#fact('attempts');
    const fromCache = this.#fact('fromCache');
    if (attempts !== undefined) this.attempts = attempts;
    if (fromCache !== undefined) this.fromCache = fromCache;
  }

  get connection(): ConnectionFacts | null {
    return this.#fact('connection') ?? null;
  }

  get timings(): Timings | null {
    return this.#fact('timings') ?? null;
  }

  #fact<N extends keyof ResponseFacts>(name: N): ResponseFacts[N] | undefined {
    const given = this.#given === null ? undefined : ownProperty(this.#given, name);
    return (ownProperty(this.#added, name) ?? given) as ResponseFacts[N] | undefined;
  }
}
