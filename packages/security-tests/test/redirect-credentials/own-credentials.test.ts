import { afterAll, beforeAll, expect } from '@jest/globals';
import type { Transport, TransportRequest } from '@req/core';
import { AxiosTransport, type AxiosTransportOptions } from '@req/transport-axios';
import axios, { type AxiosInstance, type InternalAxiosRequestConfig } from 'axios';
import { describeRow, expectVulnerable, overTransports, type Subject } from '../support/describe-row.ts';
import { type Client, clientOver } from './support/client.ts';
import { Lab, values } from './support/lab.ts';
import { vulnerableClient } from './support/vulnerable-client.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await Lab.start({ tls: false });
});
afterAll(() => lab.close());

const a = (): string => `http://127.0.0.1:${lab.port}`;
const b = (): string => `http://localhost:${lab.port}`;

/** The transport, recording the requests that core passes to it. */
function watched(inner: Transport): { transport: Transport; handed: TransportRequest[] } {
  const handed: TransportRequest[] = [];
  const transport: Transport = {
    name: inner.name,
    capabilities: inner.capabilities,
    send: (request) => {
      handed.push(request);
      return inner.send(request);
    },
    close: () => inner.close(),
  };
  return { transport, handed };
}

/** All but `withheldHeaders`, which names headers that must not be sent. */
const shown = (request: TransportRequest | undefined): string =>
  JSON.stringify({
    ...request,
    withheldHeaders: null,
    headers: [...(request?.headers ?? [])],
    proxy: request?.proxy?.url ?? null,
  });

/** The axios of these tests may have another version than the transport's. */
const given = (instance: AxiosInstance): AxiosTransportOptions => ({ instance }) as unknown as AxiosTransportOptions;

/** Every kind of credentials that a caller can give, none of which the second hop's request has. */
async function holdsNone(over: Transport): Promise<void> {
  const { transport, handed } = watched(over);
  lab.clear();
  lab.redirect('/from', `${b()}/to`);
  const client = clientOver(transport, lab, { auth: ['session', 's3cret'] });
  await client(`${a()}/from`, { auth: ['user', 's3cret'], cookies: { sid: 's3cret' } });
  expect(handed.map(({ url }) => url)).toEqual([`${a()}/from`, `${b()}/to`]);
  expect(shown(handed[0])).toContain(btoa('user:s3cret'));
  expect(shown(handed[1])).not.toMatch(/s3cret|Basic|authorization/i);
  expect(JSON.stringify(lab.seen[1])).not.toMatch(/s3cret|Basic|authorization/i);
}

describeRow('RD-39', () => {
  overTransports(async ({ name, transport }) => {
    await holdsNone(transport);
    if (name !== 'axios') return;
    // An instance with credentials: its `auth` option is left to the session, its header counts, and stays with the
    // requested origin.
    const auth = { username: 'instance', password: 's3cret' };
    const own = new AxiosTransport(given(axios.create({ auth, headers: { Authorization: 'Basic s3cret' } })));
    lab.clear();
    lab.redirect('/from', `${b()}/to`);
    await clientOver(own, lab)(`${a()}/from`);
    expect(lab.seen.map((each) => values(each, 'Authorization'))).toEqual([['Basic s3cret'], []]);
    await own.close();
  });
  expectVulnerable("uses the client's own option for credentials, at every hop", async () => {
    const instance = axios.create({ auth: { username: 'user', password: 's3cret' } });
    lab.clear();
    lab.redirect('/from', `${b()}/to`);
    const first = await instance.get(`${a()}/from`, { maxRedirects: 0, validateStatus: () => true });
    await instance.get(first.headers['location'] as string);
    expect(lab.seen.map((each) => values(each, 'Authorization'))).toEqual([[], []]);
  });
});

const XSRF = 'XSRF-TOKEN';

/** A cookie of that name is just a cookie. */
async function addsNoToken(client: Client): Promise<void> {
  lab.clear();
  lab.redirect('/from', `${b()}/to`);
  const cookies = { [XSRF]: 's3cret' };
  await client(`${a()}/from`, { cookies });
  await client(`${a()}/again`, { cookies, headers: { 'X-Own': '1' } });
  expect(lab.seen.map((each) => values(each, 'Cookie'))).toEqual([[`${XSRF}=s3cret`], [], [`${XSRF}=s3cret`]]);
  expect(lab.seen.flatMap(({ headers }) => headers.filter(([name]) => /xsrf/i.test(name)))).toEqual([]);
}

/** What an adapter is told about XSRF; in a browser it would copy the cookie into a header. */
function asTheAdapterSeesIt(instance: AxiosInstance): InternalAxiosRequestConfig[] {
  const seen: InternalAxiosRequestConfig[] = [];
  instance.defaults.adapter = async (config) => {
    seen.push(config);
    return { data: '', status: 200, statusText: 'OK', headers: {}, config, request: null };
  };
  return seen;
}

const XSRF_INSTANCE = { withXSRFToken: true, xsrfCookieName: XSRF, xsrfHeaderName: 'X-XSRF-TOKEN' };

function expectOff(seen: readonly InternalAxiosRequestConfig[]): void {
  expect(seen.map(({ withXSRFToken, xsrfCookieName }) => [withXSRFToken, xsrfCookieName])).toEqual([[false, '']]);
}

async function xsrfIsOff({ name, transport }: Subject): Promise<void> {
  await addsNoToken(clientOver(transport, lab));
  if (name !== 'axios') return;
  const instance = axios.create(XSRF_INSTANCE);
  const seen = asTheAdapterSeesIt(instance);
  await clientOver(new AxiosTransport(given(instance)), lab)(`${a()}/from`);
  expectOff(seen);
}

describeRow('RD-54', () => {
  overTransports(xsrfIsOff);
  expectVulnerable('leaves it to axios, which knows the cookie by its name', async () => {
    const instance = axios.create();
    const seen = asTheAdapterSeesIt(instance);
    await instance.get(`${a()}/from`);
    expectOff(seen);
  });
});

/** Runs with every object in the process having `withXSRFToken: true`. */
async function polluted(run: () => Promise<void>): Promise<void> {
  const names = Object.keys(XSRF_INSTANCE) as (keyof typeof XSRF_INSTANCE)[];
  const target = Object.prototype as Record<string, unknown>;
  for (const name of names)
    Object.defineProperty(target, name, { value: XSRF_INSTANCE[name], configurable: true, writable: true });
  try {
    await run();
  } finally {
    for (const name of names) delete target[name];
  }
}

describeRow('RD-55', () => {
  overTransports((subject) => polluted(() => xsrfIsOff(subject)));
  expectVulnerable('reads the option from any object, own or inherited', () =>
    polluted(() =>
      addsNoToken((url, ask) => {
        const config: { withXSRFToken?: boolean } = {};
        const headers: Record<string, string> = { Cookie: `${XSRF}=s3cret` };
        if (config.withXSRFToken) headers['X-XSRF-TOKEN'] = 's3cret';
        return vulnerableClient((name) => name !== 'Cookie')(url, { ...ask, cookies: {}, headers });
      }),
    ),
  );
});
