/** A request in terms that every HTTP client under comparison understands. */
export interface ClientRequest {
  readonly method: string;
  readonly url: string;
  readonly body: Uint8Array | null;
  /** URL of an HTTP proxy. */
  readonly proxy: string | null;
  /** PEM of a CA to trust; `null`: the client's default. */
  readonly ca: string | null;
  /** Milliseconds. */
  readonly timeout: { readonly connect: number; readonly read: number; readonly total: number | null };
  /** Bytes. */
  readonly maxBodySize: number | null;
  /** Read the body as a stream, to its end. */
  readonly stream: boolean;
}

/** What a client returned as a complete response. */
export interface ClientResponse {
  readonly status: number;
  readonly reason: string;
  /** One character per byte. */
  readonly body: string;
  readonly header: (name: string) => string | null;
}

/** An HTTP client to be exposed to faults. */
export interface Client {
  send(request: ClientRequest): Promise<ClientResponse>;
  close(): Promise<void>;
}
