import type http from 'node:http';

/**
 * Calls `then` when a request that has no socket yet is destroyed. Node says nothing in that case: `destroy` only
 * leaves a note for the day when a socket comes. Returns a function that stops watching.
 */
export function onDestroy(request: http.ClientRequest, then: () => void): () => void {
  const destroy = request.destroy;
  const watching = function (this: http.ClientRequest, error?: Error): http.ClientRequest {
    if (request.destroyed) return request;
    destroy.call(request, error);
    then();
    return request;
  };
  request.destroy = watching;
  return () => {
    // Back to the prototype's, unless somebody else has put his own on top.
    if (request.destroy === watching) request.destroy = destroy;
  };
}
