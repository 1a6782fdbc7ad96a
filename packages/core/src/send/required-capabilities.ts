import { UnsupportedByTransport } from '../errors/errors.ts';
import type { PreparedRequest } from '../request/prepared-request.ts';
import { type Capability, needsBeyond } from '../transport/capabilities.ts';
import type { Transport, TransportRequest } from '../transport/transport.ts';

/** By a transport's capabilities: those that it lacks and a request can need. */
const lacking = new WeakMap<ReadonlySet<Capability>, ReturnType<typeof needsBeyond>>();

/** @throws UnsupportedByTransport when a request needs what its transport lacks; nothing has been sent then */
export function requireCapabilities(
  { name: transportName, capabilities: claimed }: Transport,
  transportRequest: TransportRequest,
  request: PreparedRequest,
): void {
  let missing = lacking.get(claimed);
  if (missing === undefined) {
    missing = needsBeyond(claimed);
    lacking.set(claimed, missing);
  }
  for (const [name, needs] of missing) {
    const reason = needs(transportRequest);
    if (reason) throw new UnsupportedByTransport(transportName, name, { request, reason });
  }
}
