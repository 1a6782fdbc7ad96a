/** The clients by name. For req, the exact exception class counts; for the others, whatever identifies the fault. */
export const CLIENTS = {
  'undici.request': { createClient: async () => new (await import('./undici.mjs')).PlainUndici() },
  axios: { createClient: async () => new (await import('./axios.mjs')).PlainAxios() },
  'node-fetch': { createClient: async () => new (await import('./node-fetch.mjs')).PlainNodeFetch() },
  'built-in fetch': { createClient: async () => new (await import('./built-in-fetch.mjs')).BuiltInFetch() },
  'req on undici': {
    isReq: true,
    createTransport: async () => new (await import('@req/transport-undici')).UndiciTransport(),
  },
  'req on node-fetch': {
    isReq: true,
    createTransport: async () => new (await import('@req/transport-fetch')).FetchTransport(),
  },
  'req on axios': {
    isReq: true,
    createTransport: async () => new (await import('@req/transport-axios')).AxiosTransport(),
  },
  'req on built-in fetch': {
    isReq: true,
    createTransport: async () => new (await import('@req/transport-fetch')).FetchTransport(globalThis.fetch),
  },
};
