import type { Capability, Transport, TransportRequest, TransportResponse } from '@req/core';
import { TinyTransport } from './tiny-transport.ts';

/** A fault, the case that must detect it, and a transport with that fault. */
export type FaultyCase = readonly [fault: string, detectedBy: string, createTransport: () => Transport];

type Send = (request: TransportRequest) => Promise<TransportResponse>;

/** A correct transport with one fault. */
export class FaultyTransport implements Transport {
  readonly name = 'faulty';
  readonly capabilities: ReadonlySet<Capability>;
  readonly inner: TinyTransport = new TinyTransport();
  readonly #send: Send;
  readonly #close: () => Promise<void>;

  constructor(fault: {
    send?(send: Send, request: TransportRequest): Promise<TransportResponse>;
    close?(inner: TinyTransport): Promise<void>;
    claims?: readonly Capability[];
  }) {
    const { send, close } = fault;
    const correct: Send = (request) => this.inner.send(request);
    this.#send = send === undefined ? correct : (request) => send(correct, request);
    this.#close = close === undefined ? () => this.inner.close() : () => close(this.inner);
    this.capabilities = new Set([...this.inner.capabilities, ...(fault.claims ?? [])]);
  }

  send(request: TransportRequest): Promise<TransportResponse> {
    return this.#send(request);
  }

  close(): Promise<void> {
    return this.#close();
  }
}
