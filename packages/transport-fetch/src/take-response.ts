import type { ClientRequest } from 'node:http';

/** What node-fetch listens to on a ClientRequest that is there for its response alone, and with how many listeners. */
const LISTENS = [
  ['response', 2],
  ['socket', 1],
] as const;

/**
 * Takes the response of a request that node-fetch has just made away from it, so that it is read once: node-fetch would
 * copy it into a `Response` whose stream nobody reads. Its listeners are the last ones; those of others stay.
 */
export function takeResponse(clientRequest: ClientRequest): void {
  for (const [event, count] of LISTENS) {
    for (const listener of clientRequest.rawListeners(event).slice(-count)) {
      clientRequest.removeListener(event, listener as () => void);
    }
  }
}
