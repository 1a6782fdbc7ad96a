import http from 'node:http';
import https from 'node:https';
import { Readable } from 'node:stream';
import { type ClientExchange, type NodeAgents, setExactHead, toUpload } from '@req/node-connect';
import type { AxiosHeaders, AxiosInstance, AxiosRequestConfig } from 'axios';
import { ownAgents, usesHttpAdapter } from './capabilities.ts';
import { applyChanges, toAxiosHeaders } from './intercepted-headers.ts';

/**
 * Every option of axios that would do something of its own, switched off. Explicit, because axios merges what is
 * missing from the instance's defaults; `null` where `undefined` would mean "the instance's".
 */
const OFF = {
  allowAbsoluteUrls: true,
  auth: null,
  baseURL: '',
  beforeRedirect: null,
  cancelToken: null,
  decompress: false,
  http2Options: null,
  httpVersion: 1,
  insecureHTTPParser: false,
  maxBodyLength: -1,
  maxContentLength: -1,
  maxRate: null,
  maxRedirects: 0,
  onDownloadProgress: null,
  onUploadProgress: null,
  params: null,
  paramsSerializer: null,
  proxy: false,
  responseEncoding: null,
  responseType: 'stream',
  signal: null,
  socketPath: null,
  timeout: 0,
  transformRequest: [],
  transformResponse: [],
  transport: null,
  validateStatus: (): boolean => true,
  withCredentials: false,
  withXSRFToken: false,
  xsrfCookieName: '',
  xsrfHeaderName: '',
};

/** What axios is asked to send for this exchange. */
export function toAxiosRequest(
  exchange: ClientExchange,
  instance: AxiosInstance,
  agents: NodeAgents,
): AxiosRequestConfig {
  const { request } = exchange;
  const config: AxiosRequestConfig = Object.assign(Object.create(null), OFF);
  config.url = request.url;
  config.method = request.method;
  const data = toUpload(exchange);
  if (data !== null) config.data = data;
  letGoOfUpload(data, exchange);
  const viaHttp = usesHttpAdapter(instance);
  // Without anyone who looks at them axios needs no headers: the exact lines are put in at the last moment.
  const intercepted = !viaHttp || instance.interceptors.request.handlers?.length !== 0;
  const setHead = intercepted ? interceptedHead(exchange, instance, config) : () => setExactHead(exchange);
  if (!viaHttp) return config;
  if (ownAgents(instance)) {
    config.transport = observingTransport(exchange, setHead);
  } else {
    const agent = intercepted ? agents.agentFor(request, observer(exchange, setHead)) : agents.exactAgentFor(exchange);
    config.httpAgent = agent;
    config.httpsAgent = agent;
  }
  return config;
}

function observer(exchange: ClientExchange, setHead: () => void): (clientRequest: http.ClientRequest) => void {
  return (clientRequest) => {
    exchange.observe(clientRequest);
    setHead();
  };
}

/** Lets go of a streamed upload when its connection is closed. */
export function letGoOfUpload(data: unknown, exchange: ClientExchange): void {
  if (data instanceof Readable) exchange.onClose(() => endQuietly(data));
}

/**
 * Lets go of an upload whose connection is closed. axios takes a stream that closes before its end for an abort, and
 * would drop the response that is there already.
 */
function endQuietly(upload: Readable): void {
  upload.unpipe();
  upload.emit('end');
  upload.destroy();
}

/** Hands the headers to axios and its interceptors; returns how to set the head that they left behind. */
function interceptedHead(exchange: ClientExchange, instance: AxiosInstance, config: AxiosRequestConfig): () => void {
  const { request } = exchange;
  const before = toAxiosHeaders(request, instance);
  const sent: unknown = config.data;
  let after: AxiosHeaders = before;
  let bodyReplaced = false;
  config.headers = before.concat();
  // axios calls these after the request interceptors.
  config.transformRequest = function transform(data: unknown, headers: AxiosHeaders): unknown {
    after = headers.concat();
    bodyReplaced = data !== sent;
    if (!bodyReplaced) return data;
    headers.delete(['Content-Length', 'Transfer-Encoding']);
    return [instance.defaults.transformRequest ?? []]
      .flat()
      .reduce((body: unknown, each) => each.call(this, body, headers), data);
  };
  return () => {
    // The framing of another body is axios' to say.
    if (!bodyReplaced) setExactHead(exchange, applyChanges(request.headers, before, after));
  };
}

/** Node's http module, for an instance with agents of its own: they never show us their requests. */
function observingTransport(exchange: ClientExchange, setHead: () => void): object {
  return {
    request(options: http.RequestOptions, onResponse: (response: http.IncomingMessage) => void): http.ClientRequest {
      const clientRequest = (options.protocol === 'https:' ? https : http).request(options, onResponse);
      observer(exchange, setHead)(clientRequest);
      return clientRequest;
    },
  };
}
