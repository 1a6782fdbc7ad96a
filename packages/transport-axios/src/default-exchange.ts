import type { TransportRequest, TransportResponse } from '@req/core';
import type { HttpTransport } from '@req/transport-http';
import { Axios, type AxiosAdapter } from 'axios';

/** Without interceptors and defaults: nothing stands between a request and its adapter. */
const axios = new Axios({});

/** One exchange over an axios of our own, whose `adapter` sends with `http`. */
export async function sendByDefault(request: TransportRequest, http: HttpTransport): Promise<TransportResponse> {
  const adapter: AxiosAdapter = async (config) => {
    const response = await http.send(request);
    return { config, data: response, headers: {}, status: response.status, statusText: response.reason };
  };
  const { data } = await axios.request<TransportResponse>({ adapter, method: request.method, url: request.url });
  return data;
}
