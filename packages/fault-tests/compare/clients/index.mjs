/** The clients by name, each with how to make one. Ours come with the class of each right end; theirs have none. */
export const CLIENTS = {
  'undici.request': { make: async () => new (await import('./undici.mjs')).PlainUndici() },
  axios: { make: async () => new (await import('./axios.mjs')).PlainAxios() },
  'node-fetch': { make: async () => new (await import('./node-fetch.mjs')).PlainNodeFetch() },
  'built-in fetch': { make: async () => new (await import('./built-in-fetch.mjs')).BuiltInFetch() },
  'req on undici': { ours: true, transport: async () => new (await import('@req/transport-undici')).UndiciTransport() },
  'req on node-fetch': {
    ours: true,
    transport: async () => new (await import('@req/transport-fetch')).FetchTransport(),
  },
  'req on axios': { ours: true, transport: async () => new (await import('@req/transport-axios')).AxiosTransport() },
  'req on built-in fetch': {
    ours: true,
    transport: async () => new (await import('@req/transport-fetch')).FetchTransport(globalThis.fetch),
  },
};
