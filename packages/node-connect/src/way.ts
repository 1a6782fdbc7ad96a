import type { AgentRequestOptions } from './agent-internals.ts';
import type { PooledAgent } from './pooled-agent.ts';

/** How a request gets to where it goes. */
export interface Way {
  readonly pool: PooledAgent;
  /** Whom the socket is connected to: the origin, or the proxy of absolute-form requests. */
  readonly place: AgentRequestOptions;
  /** The request target: origin-form, or absolute-form for a proxy. */
  readonly target: string;
  /** `Host`, unless the request has its own. */
  readonly host: string;
  /** The target is absolute: the request speaks to a proxy. */
  readonly absolute: boolean;
  /** TLS to the origin. */
  readonly secure: boolean;
}
