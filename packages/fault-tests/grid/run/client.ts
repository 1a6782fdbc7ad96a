/** A request as every client can be asked for it. */
export interface ClientRequest {
  readonly method: string;
  readonly url: string;
  readonly body: Uint8Array | null;
  /** URL of an HTTP proxy. */
  readonly proxy: string | null;
  /** PEM; `null`: whatever the client trusts. */
  readonly ca: string | null;
  /** Milliseconds. */
  readonly timeout: { readonly connect: number; readonly read: number; readonly total: number | null };
  readonly maxBodySize: number | null;
  /** Read the body apart from the head, to its end. */
  readonly stream: boolean;
}

/** A response that a client took for a whole one. */
export interface Answer {
  readonly status: number;
  readonly reason: string;
  /** One character a byte. */
  readonly body: string;
  readonly header: (name: string) => string | null;
}

/** An HTTP client that faults are tried on. */
export interface Client {
  ask(request: ClientRequest): Promise<Answer>;
  close(): Promise<void>;
}
