import http from 'node:http';
import https from 'node:https';
import type { AxiosInstance, AxiosRequestConfig } from 'axios';
import { usesHttpAdapter } from './capabilities.ts';

/**
 * Overrides for all defaults of an instance that would change a prepared request. axios merges what is missing from the
 * defaults, hence `null` where `undefined` would mean the default. Interceptors may still set each of them.
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
  responseEncoding: 'utf8',
  responseType: 'stream',
  signal: null,
  socketPath: null,
  timeout: 0,
  transformResponse: [],
  withCredentials: false,
  withXSRFToken: false,
  xsrfCookieName: '',
  xsrfHeaderName: '',
};

/** Placeholders for connections of `NodeAgents`: a request with any other agent uses that agent. */
export const OUR_HTTP_AGENT: http.Agent = new http.Agent();
export const OUR_HTTPS_AGENT: https.Agent = new https.Agent();

/** Core follows redirects itself: axios must not treat them as failures. */
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** The configuration of every request over an instance. */
export function baseConfig(instance: AxiosInstance): AxiosRequestConfig {
  const config: AxiosRequestConfig = Object.assign(Object.create(null), OFF);
  config.validateStatus = (status) => {
    const { validateStatus } = instance.defaults;
    return REDIRECTS.has(status) || !validateStatus || validateStatus(status);
  };
  if ((instance.defaults.httpAgent ?? null) === null && (instance.defaults.httpsAgent ?? null) === null) {
    config.httpAgent = OUR_HTTP_AGENT;
    config.httpsAgent = OUR_HTTPS_AGENT;
  }
  // axios would take XMLHttpRequest where there is one, as in jsdom: it decodes bodies, and cannot send all of them.
  if (usesHttpAdapter(instance)) config.adapter = 'http';
  return config;
}
