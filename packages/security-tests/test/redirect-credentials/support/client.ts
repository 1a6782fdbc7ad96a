import { type RequestOptions, type Response, Session, type SessionOptions, type Transport } from '@req/core';
import type { Lab } from './lab.ts';

export interface Ask extends RequestOptions {
  /** Default: GET. */
  readonly method?: string;
}

/** Sends a request and follows its redirects: a session, or a vulnerable client. */
export type Client = (url: string, ask?: Ask) => Promise<unknown>;

/** A session over the transport, which ignores the environment by default. */
export function sessionOver(transport: Transport, lab: Lab, options: Partial<SessionOptions> = {}): Session {
  const verify = lab.ca.length > 0 ? lab.ca : true;
  return new Session({ trustEnv: false, verify, ...options, transport });
}

/** The client under test. */
export function clientOver(transport: Transport, lab: Lab, options: Partial<SessionOptions> = {}): Client {
  const session = sessionOver(transport, lab, options);
  return (url, ask) => send(session, url, ask);
}

export function send(session: Session, url: string, { method = 'GET', ...options }: Ask = {}): Promise<Response> {
  return session.request(method, url, options);
}
