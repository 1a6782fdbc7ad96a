/** What a handler answers; the writer adds Date, Content-Length and the like. */
export interface Reply {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  /** Bytes are sent with a Content-Length; an iterable is sent chunked, one chunk an item, unless a length is among the headers. */
  readonly body: Buffer | AsyncIterable<Uint8Array>;
}

const HTML = 'text/html; charset=utf-8';

/** A text, HTML unless told otherwise (Flask's default). */
export function textReply(text: string, contentType: string = HTML, status = 200): Reply {
  return { status, headers: [['Content-Type', contentType]], body: Buffer.from(text) };
}

/** Bytes of a type. */
export function bytesReply(body: Buffer | AsyncIterable<Uint8Array>, contentType: string): Reply {
  return { status: 200, headers: [['Content-Type', contentType]], body };
}

/** No body. */
export function emptyReply(status: number, headers: readonly (readonly [string, string])[] = []): Reply {
  return { status, headers: [['Content-Type', HTML], ...headers], body: Buffer.alloc(0) };
}

/** The same reply with more headers. */
export function withHeaders(reply: Reply, ...headers: readonly (readonly [string, string])[]): Reply {
  return { ...reply, headers: [...reply.headers, ...headers] };
}

/** A redirect with the small page Flask sends along. */
export function redirectReply(location: string, status = 302): Reply {
  const escaped = location.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  const page = `<!DOCTYPE html>\n<title>Redirecting...</title>\n<h1>Redirecting...</h1>\n<p>Go to <a href="${escaped}">${escaped}</a>.\n`;
  return withHeaders(textReply(page, HTML, status), ['Location', location]);
}
