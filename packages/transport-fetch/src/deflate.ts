import type { FetchFunction } from './options.ts';

/** The fetch of Deno and of Cloudflare's workers decodes gzip and br, and leaves deflate as it is. */
export function withDeflate(fetch: FetchFunction): FetchFunction {
  if (!('Deno' in globalThis) && userAgent() !== 'Cloudflare-Workers') return fetch;
  return async (url, init) => {
    const response = await fetch(url, init);
    const { body, status, statusText, headers } = response;
    if (body === null || headers.get('content-encoding')?.trim().toLowerCase() !== 'deflate') return response;
    const decoded: ReadableStream = body.pipeThrough(new DecompressionStream('deflate') as never);
    return new Response(decoded, { status, statusText, headers });
  };
}

function userAgent(): string {
  return (globalThis as { navigator?: { userAgent?: string } }).navigator?.userAgent ?? '';
}
