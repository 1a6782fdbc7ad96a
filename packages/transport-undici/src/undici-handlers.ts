import type { Duplex } from 'node:stream';
import type { TransportRequest } from '@req/core';
import { decodeRawHeaders } from './decode-raw-headers.ts';
import { Exchange } from './exchange.ts';
import type { Caller, Destination } from './pool/destination.ts';
import { undici } from './undici-module.ts';

/** What undici hands to a handler to steer with. */
interface Controller {
  readonly rawHeaders?: unknown;
  pause(): void;
  resume(): void;
  abort(reason: Error): void;
}

/** An exchange for undici 8, and for dispatchers of the caller's: they may be wrapped by interceptors of any kind. */
export class ControlledExchange extends Exchange {
  #controller: Controller | null = null;

  onRequestStart(controller: Controller): void {
    this.#controller = controller;
    this.onStart();
  }

  onRequestUpgrade(_controller: Controller, _status: number, _headers: unknown, socket: Duplex): void {
    socket.destroy();
    this.onFailure(unaskedUpgrade());
  }

  onResponseStart(controller: Controller, status: number, headers: object, reason?: string): void {
    const raw = controller.rawHeaders;
    this.onHead(
      status,
      Array.isArray(raw) ? decodeRawHeaders(raw, this.headerEncoding) : fromRecord(headers),
      reason ?? '',
    );
  }

  onResponseData(controller: Controller, chunk: Buffer): void {
    if (!this.onBody(chunk)) controller.pause();
  }

  onResponseEnd(): void {
    this.onEnd();
  }

  onResponseError(_controller: unknown, error: unknown): void {
    this.onFailure(error);
  }

  protected abort(error: Error): void {
    this.#controller?.abort(error);
  }

  protected resume(): void {
    this.#controller?.resume();
  }
}

/**
 * An exchange for undici 7, which wraps handlers of the newer kind in two objects a request and parses headers nobody
 * asked for.
 */
export class DirectExchange extends Exchange {
  #abort: ((error: Error) => void) | null = null;
  #resume: (() => void) | null = null;

  onConnect(abort: (error?: Error) => void): void {
    this.#abort = abort;
    this.onStart();
  }

  onUpgrade(_status: number, _headers: unknown, socket: Duplex): void {
    socket.destroy();
    this.onFailure(unaskedUpgrade());
  }

  onHeaders(status: number, headers: Buffer[], resume: () => void, reason: string): boolean {
    this.#resume = resume;
    this.onHead(status, decodeRawHeaders(headers, this.headerEncoding), reason);
    return true;
  }

  onData(chunk: Buffer): boolean {
    return this.onBody(chunk);
  }

  onComplete(): void {
    this.onEnd();
  }

  onError(error: unknown): void {
    this.onFailure(error);
  }

  protected abort(error: Error): void {
    this.#abort?.(error);
  }

  protected resume(): void {
    this.#resume?.();
  }
}

const unaskedUpgrade = (): Error =>
  Object.assign(new Error('The server switched protocols unasked.'), { code: 'UND_ERR_SOCKET' });

let OwnExchange: typeof ControlledExchange | typeof DirectExchange | null = null;

/** The fastest kind of exchange for this transport's own connections, or the one that suits any dispatcher. */
export function makeExchange(request: TransportRequest, route: Destination, caller: Caller): Exchange {
  if (route.pool === null) return new ControlledExchange(request, route, caller);
  // undici 8 has dropped the handlers of undici 7; a bridge for them is new there.
  OwnExchange ??= 'Dispatcher1Wrapper' in undici() ? ControlledExchange : DirectExchange;
  return new OwnExchange(request, route, caller);
}

/** Headers from a dispatcher that keeps no raw list. */
function fromRecord(headers: object): string[] {
  const flat: string[] = [];
  for (const [name, value] of Object.entries(headers)) {
    if (Array.isArray(value)) for (const each of value) flat.push(name, String(each));
    else if (value !== undefined) flat.push(name, String(value));
  }
  return flat;
}
