import type { TransportRequest } from '@req/core';
import type { CaseContext } from '../case-context.ts';
import { within } from '../clock.ts';
import { type ConformanceCase, defineCases } from '../conformance-case.ts';
import { describeError, expectEqual, fail } from '../expectation.ts';
import { readBody } from '../read-body.ts';
import { transportRequest } from '../transport-request.ts';

/**
 * Options of well-known clients that would change an exchange if they were taken from a prototype. Names of events
 * (`timeout`, `data`) are left out, because Node's event emitters look them up there.
 */
const POLLUTION: Readonly<Record<string, unknown>> = {
  auth: 'evil:pass',
  baseURL: 'http://127.0.0.1:9/',
  body: 'evil',
  decompress: true,
  headers: { 'X-Evil': '1' },
  host: '127.0.0.9',
  maxRedirects: 5,
  maxRedirections: 5,
  method: 'DELETE',
  params: { evil: '1' },
  path: '/evil',
  proxy: { host: '127.0.0.1', port: 9, protocol: 'http' },
  query: { evil: '1' },
  redirect: 'follow',
  responseType: 'json',
  socketPath: '/nowhere/evil.sock',
  withCredentials: true,
  xsrfCookieName: 'evil',
  username: 'evil',
  password: 'evil',
};

const REDIRECT = { raw: 'HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 4\r\n\r\nbody', delayMs: 20 };

interface Observed {
  readonly wire: readonly unknown[];
  readonly status: number;
  readonly body: string;
}

/** Sends a POST over a new transport; returns what the server received and what came back. */
async function observe(context: CaseContext, request: TransportRequest): Promise<Observed> {
  const transport = await context.anotherTransport();
  const response = await transport.send(request);
  const body = (await readBody(response)).toString();
  const wire = context.server.requests.map((each) => [each.line, [...each.headers].sort(), each.body.toString()]);
  return { wire, status: response.status, body };
}

function prepare(context: CaseContext): TransportRequest {
  context.server.play([REDIRECT]);
  const headers = { 'X-Mine': '1', 'Content-Length': '4' };
  return transportRequest({ url: context.url('/mine?q'), method: 'POST', headers, body: Buffer.from('mine') });
}

async function observePolluted(context: CaseContext, key: string, value: unknown): Promise<Observed> {
  const request = prepare(context);
  Object.defineProperty(Object.prototype, key, { value, configurable: true, enumerable: true, writable: true });
  try {
    return await within(2_000, observe(context, request), `The end of the exchange with Object.prototype.${key} set`);
  } catch (error) {
    fail(`With Object.prototype.${key} set, the exchange failed: ${describeError(error)}.`);
  } finally {
    delete (Object.prototype as Record<string, unknown>)[key];
  }
}

export const isolation: readonly ConformanceCase[] = defineCases(
  { subject: 'isolation', rule: 'The Transport contract: never takes options from Object.prototype.' },
  [
    {
      name: 'ignores properties of Object.prototype',
      run: async (context) => {
        const clean = await observe(context, prepare(context));
        for (const [key, value] of Object.entries(POLLUTION)) {
          const polluted = await observePolluted(context, key, value);
          expectEqual(polluted, clean, `The exchange with Object.prototype.${key} set`);
        }
      },
    },
  ],
);
