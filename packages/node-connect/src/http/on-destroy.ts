import type http from 'node:http';

/**
 * Calls `then` when a request without a socket is destroyed. Node emits nothing here; it only records the destroy until a
 * socket arrives. Returns a function that stops watching.
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
    // Unless another wrapper has been put on top.
    if (request.destroy === watching) request.destroy = destroy;
  };
}
