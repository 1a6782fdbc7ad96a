/** A handler's result. `writeReply` adds Date, Content-Length and the like. */
export interface Reply {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  /** A Buffer is sent with a Content-Length; an iterable in chunks, one per item, unless `headers` has a Content-Length. */
  readonly body: Buffer | AsyncIterable<Uint8Array>;
}

const HTML = 'text/html; charset=utf-8';

/** Text, by default HTML as in Flask. */
export function textReply(text: string, contentType: string = HTML, status = 200): Reply {
  return { status, headers: [['Content-Type', contentType]], body: Buffer.from(text) };
}

/** Bytes of the given content type. */
export function bytesReply(body: Buffer | AsyncIterable<Uint8Array>, contentType: string): Reply {
  return { status: 200, headers: [['Content-Type', contentType]], body };
}

/** A reply without a body. */
export function emptyReply(status: number, headers: readonly (readonly [string, string])[] = []): Reply {
  return { status, headers: [['Content-Type', HTML], ...headers], body: Buffer.alloc(0) };
}

/** The same reply with further headers. */
export function withHeaders(reply: Reply, ...headers: readonly (readonly [string, string])[]): Reply {
  return { ...reply, headers: [...reply.headers, ...headers] };
}

/** A redirect, with the small HTML page that Flask sends. */
export function redirectReply(location: string, status = 302): Reply {
  const escaped = location.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  const page = `<!DOCTYPE html>\n<title>Redirecting...</title>\n<h1>Redirecting...</h1>\n<p>Go to <a href="${escaped}">${escaped}</a>.\n`;
  return withHeaders(textReply(page, HTML, status), ['Location', location]);
}
