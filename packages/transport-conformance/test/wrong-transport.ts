import type { Capability, Transport, TransportRequest, TransportResponse } from '@req/core';
import { TinyTransport } from './tiny-transport.ts';

/** What a wrong transport does, the case that must find it, and how it is made. */
export type Wrong = readonly [does: string, caught: string, make: () => Transport];

type Send = (request: TransportRequest) => Promise<TransportResponse>;

/** A correct transport with one thing done wrong. */
export class WrongTransport implements Transport {
  readonly name = 'wrong';
  readonly capabilities: ReadonlySet<Capability>;
  readonly inner: TinyTransport = new TinyTransport();
  readonly #send: Send;
  readonly #close: () => Promise<void>;

  constructor(wrong: {
    send?(send: Send, request: TransportRequest): Promise<TransportResponse>;
    close?(inner: TinyTransport): Promise<void>;
    claims?: readonly Capability[];
  }) {
    const { send, close } = wrong;
    const right: Send = (request) => this.inner.send(request);
    this.#send = send === undefined ? right : (request) => send(right, request);
    this.#close = close === undefined ? () => this.inner.close() : () => close(this.inner);
    this.capabilities = new Set([...this.inner.capabilities, ...(wrong.claims ?? [])]);
  }

  send(request: TransportRequest): Promise<TransportResponse> {
    return this.#send(request);
  }

  close(): Promise<void> {
    return this.#close();
  }
}
