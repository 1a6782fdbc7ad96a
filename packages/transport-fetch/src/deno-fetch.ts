import type { FetchFunction } from './options.ts';

/** Deno's own fetch decodes gzip and br, and leaves deflate as it is. Any other fetch is returned unchanged. */
export function withDeflate(fetch: FetchFunction): FetchFunction {
  if (!('Deno' in globalThis) || fetch !== globalThis.fetch) return fetch;
  return async (url, init) => {
    const response = await fetch(url, init);
    const { body, status, statusText, headers } = response;
    if (body === null || headers.get('content-encoding')?.trim().toLowerCase() !== 'deflate') return response;
    const decoded: ReadableStream = body.pipeThrough(new DecompressionStream('deflate') as never);
    return new Response(decoded, { status, statusText, headers });
  };
}
