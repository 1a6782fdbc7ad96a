import { FunctionTransport } from '@req/core';
import { PhaseTimer } from '@req/core/transport';
import requests, { get, Session, type Transport, type TransportRequest } from '@req/requests';
import { AxiosTransport } from '@req/transport-axios';
import { FetchTransport } from '@req/transport-fetch';
import { HttpTransport } from '@req/transport-http';
import { UndiciTransport } from '@req/transport-undici';
import axios from 'axios';

const answer = (request: TransportRequest) => ({ json: { url: request.url } });
const own = new UndiciTransport();
const transports: Transport[] = [
  own,
  new HttpTransport(),
  new FetchTransport(),
  new AxiosTransport(axios.create()),
  new FunctionTransport(answer),
];

export async function use(): Promise<unknown[]> {
  const session = new Session({
    transport: own,
    headers: { 'X-A': '1' },
    timeout: { connect: 100, read: 200 },
  });
  const r = await session.get('http://a.test/', { params: { a: 1, b: ['x', null] }, headers: { Accept: null } });
  const status: number = r.statusCode;
  const data: { a: number } = r.json<{ a: number }>();
  for await (const chunk of r.iterContent({ chunkSize: 3 })) data.a += chunk.byteLength;
  const f: typeof globalThis.fetch = session.asFetch();
  return [requests.get, get, status, data, f, transports, PhaseTimer];
}
