import type { Transport } from '../transport/transport.ts';

/** @throws TypeError for what is none, naming those there are */
export function checkTransport(transport: unknown): Transport {
  const { send: sends, capabilities } = (transport ?? {}) as Partial<Transport>;
  if (typeof sends === 'function' && typeof capabilities?.has === 'function') return transport as Transport;
  throw new TypeError(
    "A session needs a transport: new Session({ transport: new UndiciTransport() }) with '@req/transport-undici', " +
      "FetchTransport with '@req/transport-fetch', AxiosTransport with '@req/transport-axios', or FunctionTransport in tests. " +
      "'@req/requests' chooses undici for you.",
  );
}
