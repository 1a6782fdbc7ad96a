// The same task for every client: GET a URL over a kept-alive connection and parse the body as JSON.
import { Agent } from 'node:http';

const keepAlive = () => new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });

export const CLIENTS = {
  'req undici': async () => {
    const { Session, UndiciTransport } = await req('undici', 'UndiciTransport');
    const session = new Session({ transport: new UndiciTransport() });
    return async (url) => (await session.get(url)).json();
  },
  'req observed': async () => {
    const { Session, UndiciTransport } = await req('undici', 'UndiciTransport');
    const { observe } = await import('@req/core');
    const transport = observe(new UndiciTransport(), {
      bodyEnd: () => {},
    });
    const session = new Session({ transport });
    return async (url) => (await session.get(url)).json();
  },
  'req traced': async () => {
    const { Session, UndiciTransport } = await req('undici', 'UndiciTransport');
    const session = new Session({ transport: new UndiciTransport() });
    const trace = () => {};
    return async (url) => (await session.get(url, { trace })).json();
  },
  'req AxiosTransport': async () => {
    const { Session, AxiosTransport } = await req('axios', 'AxiosTransport');
    const session = new Session({ transport: new AxiosTransport() });
    return async (url) => (await session.get(url)).json();
  },
  'req FetchTransport': async () => {
    const { Session, FetchTransport } = await req('fetch', 'FetchTransport');
    const session = new Session({ transport: new FetchTransport() });
    return async (url) => (await session.get(url)).json();
  },
  'undici.request': async () => {
    const { request, setGlobalDispatcher, Agent: Dispatcher } = await import('undici');
    setGlobalDispatcher(new Dispatcher());
    return async (url) => (await request(url)).body.json();
  },
  'undici.dispatch': async () => {
    const { Agent: Dispatcher } = await import('undici');
    const { dispatchJson } = await import('./bare-dispatch.mjs');
    return dispatchJson(new Dispatcher());
  },
  'net.Socket': async () => (await import('./socket-loop.mjs')).socketJson(),
  'built-in fetch': async () => async (url) => (await fetch(url)).json(),
  axios: async () => {
    const { default: axios } = await import('axios');
    const client = axios.create({ adapter: 'http', httpAgent: keepAlive() });
    return async (url) => (await client.get(url)).data;
  },
  got: async () => {
    const { got } = await import('got');
    const client = got.extend({ agent: { http: keepAlive() } });
    return (url) => client(url).json();
  },
  ky: async () => {
    const { default: ky } = await import('ky');
    return (url) => ky(url).json();
  },
  'node-fetch': async () => {
    const { default: nodeFetch } = await import('node-fetch');
    const agent = keepAlive();
    return async (url) => (await nodeFetch(url, { agent })).json();
  },
  needle: async () => {
    const { default: needle } = await import('needle');
    const agent = keepAlive();
    return async (url) => (await needle('get', url, { agent })).body;
  },
  superagent: async () => {
    const { default: superagent } = await import('superagent');
    const agent = keepAlive();
    return async (url) => (await superagent.get(url).agent(agent)).body;
  },
};

async function req(transport, name) {
  const [{ Session }, module] = await Promise.all([import('@req/core'), import(`@req/transport-${transport}`)]);
  return { Session, [name]: module[name] };
}
