import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { HeaderMap, type TransportResponse } from '@req/core';
import { mayCollect } from '@req/core/transport';
import { type ClientExchange, IncomingBody } from '@req/node-connect';
import { AxiosHeaders, type AxiosInstance, type AxiosResponse } from 'axios';
import { toBodyException } from './axios-error.ts';
import { applyChanges } from './intercepted-headers.ts';

/** axios' response for core: with the raw header lines if Node's response is known, else with those of the adapter. */
export async function fromAxiosResponse(
  response: AxiosResponse,
  exchange: ClientExchange,
  instance: AxiosInstance,
): Promise<TransportResponse> {
  const { incoming } = exchange;
  const headers = incoming === null ? allHeaders(response) : rawHeaders(response, incoming, instance);
  // A body that an interceptor has replaced is not encoded.
  if (!isBytes(response.data)) headers.delete('content-encoding');
  return {
    status: response.status,
    reason: response.statusText ?? '',
    httpVersion: incoming?.httpVersion ?? '1.1',
    headers,
    body: await toBody(response.data, exchange, response.status),
    facts: exchange.facts,
  };
}

/** Discards an unwanted response: the connection is kept if all of it has arrived, else closed. */
export function discard(exchange: ClientExchange): void {
  const { incoming } = exchange;
  if (incoming?.complete === true) {
    exchange.finish();
    incoming.resume();
  } else exchange.drop();
}

export function isStream(data: unknown): boolean {
  return data instanceof Readable || isWebStream(data);
}

function isBytes(data: unknown): boolean {
  return isStream(data) || data instanceof ArrayBuffer || ArrayBuffer.isView(data);
}

function rawHeaders(response: AxiosResponse, incoming: IncomingMessage, instance: AxiosInstance): HeaderMap {
  const raw = HeaderMap.fromFlat(incoming.rawHeaders);
  if (instance.interceptors.response.handlers?.length === 0) return raw;
  return applyChanges(
    raw,
    new AxiosHeaders(incoming.headers as Record<string, string>),
    AxiosHeaders.from(response.headers as AxiosHeaders),
  );
}

function allHeaders({ headers }: AxiosResponse): HeaderMap {
  const map = new HeaderMap();
  for (const [name, value] of AxiosHeaders.from((headers ?? {}) as AxiosHeaders)) {
    for (const one of Array.isArray(value) ? value : [value]) map.append(name, String(one));
  }
  return map;
}

type Body = Uint8Array | AsyncIterable<Uint8Array>;

/** Node's stream, or what an adapter or interceptor has put in its place. */
function toBody(data: unknown, exchange: ClientExchange, status: number): Body | Promise<Body> {
  if (data instanceof Readable) {
    const body = new IncomingBody(data, exchange, (error) => toBodyException(error, exchange));
    return mayCollect(exchange.request, status) ? body.whole() : body;
  }
  if (isWebStream(data)) return toBody(Readable.fromWeb(data as never), exchange, status);
  discard(exchange);
  if (data === undefined || data === null) return new Uint8Array(0);
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return Buffer.from(typeof data === 'string' ? data : JSON.stringify(data));
}

function isWebStream(data: unknown): boolean {
  return typeof (data as { getReader?: unknown } | null | undefined)?.getReader === 'function';
}
