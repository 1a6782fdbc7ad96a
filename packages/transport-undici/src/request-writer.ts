import type { Http1Socket } from './http1/http1-socket.ts';

/** Writes one request on the wire, in place of what undici would have written. */
export interface RequestWriter {
  /** The method undici was given: its head must start with it. */
  readonly dispatchMethod: string;
  writeRequest(wire: Http1Socket): void;
  /** What comes back is not taken. */
  refuse(what: string): void;
}
