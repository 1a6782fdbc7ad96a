import http from 'node:http';
import https from 'node:https';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { type Response, SSLError, type Transport } from '@req/core';
import { OWNS_SOCKETS } from '@req/test-support/transports';
import { AxiosTransport, type AxiosTransportOptions } from '@req/transport-axios';
import { FetchTransport } from '@req/transport-fetch';
import { UndiciTransport } from '@req/transport-undici';
import axios from 'axios';
import { Agent, type Dispatcher } from 'undici';
import { type Client, clientOver } from '../redirect-credentials/support/client.ts';
import { Lab } from '../redirect-credentials/support/lab.ts';
import { keepsAll, vulnerableClient } from '../redirect-credentials/support/vulnerable-client.ts';
import { describeRow, expectVulnerable, overTransports, type Subject } from '../support/describe-row.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await Lab.start({ tls: true });
});
afterAll(() => lab.close());

const plain = (path: string): string => `http://127.0.0.1:${lab.port}${path}`;
const secure = (path: string): string => `https://127.0.0.1:${lab.port}${path}`;

/** http → https → http: the transport that the caller chose sends all of them. */
async function servesEveryHop(client: Client, sent: readonly string[]): Promise<void> {
  lab.clear();
  lab.redirect('/from', secure('/middle'));
  lab.redirect('/middle', plain('/to'));
  await client(plain('/from'));
  expect(sent).toEqual([plain('/from'), secure('/middle'), plain('/to')]);
}

/** The transport, and the URLs that it was given. */
function noted(inner: Transport, sent: string[]): Transport {
  const { name, capabilities } = inner;
  return {
    name,
    capabilities,
    send: (request) => {
      sent.push(request.url);
      return inner.send(request);
    },
    close: () => inner.close(),
  };
}

/** A filter that the caller put under the transport: it sees both schemes. */
async function filtersOfTheCallers({ name }: Subject): Promise<void> {
  const sent: string[] = [];
  const note = (protocol: string, path: string | null | undefined): void => {
    sent.push(`${protocol}//127.0.0.1:${lab.port}${path}`);
  };
  if (name === 'undici') {
    const agent = new Agent({ connect: { ca: lab.ca } });
    const filtering = agent.compose((dispatch) => (options: Dispatcher.DispatchOptions, handler) => {
      note(new URL(String(options.origin)).protocol, options.path);
      return dispatch(options, handler);
    });
    const transport = new UndiciTransport({ dispatcher: filtering });
    await servesEveryHop(clientOver(transport, lab, { verify: true }), sent);
    await transport.close();
    await agent.close();
  } else if (name === 'axios') {
    // The method that Node's http calls for each request.
    type Asked = { addRequest(request: http.ClientRequest, ...more: unknown[]): void };
    const filtering = <T extends http.Agent>(agent: T): T => {
      const intercepted = agent as unknown as Asked;
      const add = intercepted.addRequest.bind(agent);
      intercepted.addRequest = (request, ...more) => {
        note(request.protocol, request.path);
        add(request, ...more);
      };
      return agent;
    };
    const httpAgent = filtering(new http.Agent({ keepAlive: false }));
    const httpsAgent = filtering(new https.Agent({ keepAlive: false, ca: lab.ca }));
    const options = { instance: axios.create({ httpAgent, httpsAgent }) } as unknown as AxiosTransportOptions;
    await servesEveryHop(clientOver(new AxiosTransport(options), lab, { verify: true }), sent);
  } else if (name === 'built-in fetch') {
    const transport = new FetchTransport(async (url) => {
      sent.push(url);
      // The platform's fetch cannot be made to trust the test's certificate: its https is answered here.
      if (url.startsWith('http:')) return fetch(url, { redirect: 'manual' });
      return new globalThis.Response(null, { status: 302, headers: { Location: plain('/to') } });
    });
    await servesEveryHop(clientOver(transport, lab, { verify: true }), sent);
  }
}

describeRow('RC-07', () => {
  overTransports(async (subject) => {
    const { name, transport } = subject;
    const sent: string[] = [];
    const hooked: string[] = [];
    const hooks = { response: ({ url }: Response): void => void hooked.push(url) };
    if (name === 'built-in fetch') {
      // The second hop uses the same fetch, which does not trust the test's certificate.
      const client = clientOver(noted(transport, sent), lab, { verify: true, hooks });
      await expect(servesEveryHop(client, sent)).rejects.toThrow(SSLError);
      expect([sent, hooked]).toEqual([[plain('/from'), secure('/middle')], [plain('/from')]]);
    } else {
      await servesEveryHop(clientOver(noted(transport, sent), lab, { hooks }), sent);
      expect(hooked).toEqual(sent);
    }
    await filtersOfTheCallers(subject);
  });
  expectVulnerable(
    'uses the agent of the caller for the scheme it was given for, and its own for the other',
    async () => {
      const sent: string[] = [];
      const client: Client = async (first) => {
        for (let at: string | null = first; at !== null; ) {
          if (at.startsWith('http:')) sent.push(at);
          at = at.startsWith('http:')
            ? (await fetch(at, { redirect: 'manual' })).headers.get('location')
            : plain('/to');
        }
      };
      await servesEveryHop(client, sent);
    },
  );
});

/** Every hop uses the proxy of its scheme. */
async function staysWithItsProxy(client: Client): Promise<void> {
  lab.clear();
  lab.redirect('/from', plain('/direct'));
  lab.redirect('/direct', `https://localhost:${lab.port}/to`);
  await client('http://a.test/from');
  expect(lab.seen.map(({ via, target }) => [via, target])).toEqual([
    ['proxy', '/from'],
    ['proxy', '/direct'],
    ['connect', `localhost:${lab.port}`],
    ['tunnel', '/to'],
  ]);
}

describeRow('RC-08', () => {
  // Other names, so that no earlier tunnel is reused.
  const both = (user: string): { proxies: Record<string, string> } => {
    const proxy = lab.proxy(`${user}:p`);
    return { proxies: { http: proxy, https: proxy } };
  };
  overTransports(async ({ transport }) => {
    await staysWithItsProxy((url) => clientOver(transport, lab)(url, both('request')));
    await staysWithItsProxy(clientOver(transport, lab, both('session')));
    const names = ['http_proxy', 'https_proxy', 'no_proxy', 'NO_PROXY', 'HTTPS_PROXY', 'HTTP_PROXY'];
    const before = names.map((name) => process.env[name]);
    for (const name of names) delete process.env[name];
    process.env['http_proxy'] = process.env['https_proxy'] = lab.proxy('environment:p');
    try {
      await staysWithItsProxy(clientOver(transport, lab, { trustEnv: true }));
    } finally {
      for (const [i, name] of names.entries()) {
        if (before[i] === undefined) delete process.env[name];
        else process.env[name] = before[i];
      }
    }
  }, OWNS_SOCKETS);
  expectVulnerable('follows a redirect without its proxy', () => {
    const direct = (to: URL): boolean => to.hostname !== 'a.test';
    return staysWithItsProxy((url) =>
      vulnerableClient({ keeps: keepsAll, direct })(url, { proxies: { all: lab.proxy('vulnerable:p') } }),
    );
  });
});
