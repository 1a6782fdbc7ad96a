import http from 'node:http';
import https from 'node:https';

export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  /** The chunks of the body as they arrived. */
  readonly chunks: readonly Buffer[];
  /** The parsed body, untyped. */
  // biome-ignore lint/suspicious/noExplicitAny: the shape differs from route to route, and expect() checks it
  readonly json: any;
}

export interface FetchOptions {
  readonly method?: string;
  readonly headers?: http.OutgoingHttpHeaders | readonly string[];
  readonly body?: string | Buffer | readonly (string | Buffer)[];
  readonly tls?: https.RequestOptions;
  readonly agent?: http.Agent;
}

/** Sends a request over node:http, without redirects or decoding. A list as body is sent in chunks. */
export function fetchFrom(url: string, options: FetchOptions = {}): Promise<Answer> {
  const { method = 'GET', headers = {}, body, tls = {}, agent } = options;
  const send = url.startsWith('https:') ? https.request : http.request;
  return new Promise((resolve, reject) => {
    const settings = { method, headers, ...(agent === undefined ? { agent: false as const } : { agent }), ...tls };
    const request = send(url, settings as https.RequestOptions, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => resolve(toAnswer(response, chunks)));
    });
    request.on('error', reject);
    if (typeof body === 'object' && !Buffer.isBuffer(body)) {
      for (const part of body as readonly (string | Buffer)[]) request.write(part);
      request.end();
    } else {
      // Without a Content-Length, Node sends the body of a DELETE without framing.
      if (body !== undefined && !Array.isArray(headers)) request.setHeader('Content-Length', Buffer.byteLength(body));
      request.end(body);
    }
  });
}

function toAnswer(response: http.IncomingMessage, chunks: readonly Buffer[]): Answer {
  const body = Buffer.concat(chunks);
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    rawHeaders: response.rawHeaders,
    body,
    chunks,
    get json() {
      return JSON.parse(body.toString('utf8'));
    },
  };
}
