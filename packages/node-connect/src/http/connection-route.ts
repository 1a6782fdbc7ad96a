import type { AgentRequestOptions } from './node-internals/agent.ts';
import type { PooledAgent } from './pooled-agent.ts';

/** Which connections may carry a request, and how the request addresses its target on them. */
export interface ConnectionRoute {
  readonly pool: PooledAgent;
  /** Host and port that the socket is connected to: the origin's, or the proxy's for requests in absolute form. */
  readonly address: AgentRequestOptions;
  /** The request target: origin-form, or absolute-form towards a proxy (RFC 9112 §3.2). */
  readonly target: string;
  /** The value of `Host`, unless the request has its own. */
  readonly host: string;
  /** The target is in absolute form: the request is read by a proxy. */
  readonly absolute: boolean;
  /** TLS to the origin. */
  readonly secure: boolean;
}
