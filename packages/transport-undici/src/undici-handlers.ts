import type { Duplex } from 'node:stream';
import type { TransportRequest } from '@req/core';
import { decodeRawHeaders } from './decode-raw-headers.ts';
import { Exchange, type ExchangeCallbacks } from './exchange.ts';
import type { Destination } from './pool/destination.ts';

/** What undici gives a handler to control an exchange with. */
interface Controller {
  readonly rawHeaders?: unknown;
  pause(): void;
  resume(): void;
  abort(reason: Error): void;
}

/**
 * An exchange as a handler of undici 8, and for the dispatchers of callers, of either version: interceptors may have
 * wrapped them.
 */
export class ControllerExchange extends Exchange {
  #controller: Controller | null = null;

  onRequestStart(controller: Controller): void {
    this.#controller = controller;
    this.onStart();
  }

  onRequestUpgrade(_controller: Controller, _status: number, _headers: unknown, socket: Duplex): void {
    socket.destroy();
    this.onFailure(unrequestedUpgrade());
  }

  onResponseStart(controller: Controller, status: number, headers: object, reason?: string): void {
    const raw = controller.rawHeaders;
    const flat = Array.isArray(raw) ? decodeRawHeaders(raw, this.headerEncoding) : flattenRecord(headers);
    this.onHead(status, flat, reason ?? '');
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
 * An exchange as a handler of undici 7 and earlier. undici 7 also takes the newer ones, but wraps them in two objects for
 * each request and parses headers that nobody asked for.
 */
export class LegacyExchange extends Exchange {
  #abort: ((error: Error) => void) | null = null;
  #resume: (() => void) | null = null;

  onConnect(abort: (error?: Error) => void): void {
    this.#abort = abort;
    this.onStart();
  }

  onUpgrade(_status: number, _headers: unknown, socket: Duplex): void {
    socket.destroy();
    this.onFailure(unrequestedUpgrade());
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

const unrequestedUpgrade = (): Error =>
  Object.assign(new Error('The server switched protocols without being asked to.'), { code: 'UND_ERR_SOCKET' });

/** The kind of exchange that suits the undici that carries it, or any dispatcher of a caller. */
export function makeExchange(
  request: TransportRequest,
  destination: Destination,
  callbacks: ExchangeCallbacks,
): Exchange {
  const legacy = destination.pool?.settings.undici.legacyHandlers === true;
  const ExchangeClass = legacy ? LegacyExchange : ControllerExchange;
  return new ExchangeClass(request, destination, callbacks);
}

/** Headers from a dispatcher that keeps no raw list. */
function flattenRecord(headers: object): string[] {
  const flat: string[] = [];
  for (const [name, value] of Object.entries(headers)) {
    if (Array.isArray(value)) for (const each of value) flat.push(name, String(each));
    else if (value !== undefined) flat.push(name, String(value));
  }
  return flat;
}
