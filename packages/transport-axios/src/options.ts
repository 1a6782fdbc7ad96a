import type { AxiosInstance } from 'axios';

export interface AxiosTransportOptions {
  /**
   * The axios instance to send with. Its interceptors run; its adapter and its `httpAgent`/`httpsAgent`, when it has
   * any, are used. Its other defaults (`baseURL`, `headers`, `params`, `auth`, `timeout`, …) are the session's
   * business and left out. Default: a new instance.
   */
  readonly instance?: AxiosInstance;
}

/** An axios instance is itself a function; options are not. */
export function instanceOf(options: AxiosTransportOptions | AxiosInstance | undefined): AxiosInstance | undefined {
  if (typeof options === 'function') return options;
  if (options === undefined || !Object.hasOwn(options, 'instance')) return undefined;
  return options.instance;
}
