import { randomUUID } from 'node:crypto';
import type { Exchange } from '../exchange.ts';
import { emptyReply, type Reply, withHeaders } from '../reply/reply.ts';
import { get, type Route } from '../router.ts';
import { replyToGet } from './methods.ts';

/** The tags of an If-Match or If-None-Match header, without quotes and weakness. */
export function parseEntityTags(header: string | undefined): readonly string[] {
  if (header === undefined || header === '') return [];
  return header.split(',').map((part) => /^\s*(?:W\/)?"?([^"]*)"?\s*$/.exec(part)?.[1]?.trim() ?? part);
}

function cache(exchange: Exchange): Reply {
  if (exchange.headers.has('if-modified-since') || exchange.headers.has('if-none-match')) return emptyReply(304);
  const now = new Date().toUTCString();
  return withHeaders(replyToGet(exchange), ['Last-Modified', now], ['ETag', randomUUID().replaceAll('-', '')]);
}

/** The resource has the tag of the path; conditions are answered from it (RFC 9110 13.1). */
function etag(exchange: Exchange): Reply {
  const tag = exchange.params['tag'] ?? '';
  const ifNoneMatch = parseEntityTags(exchange.headers.get('if-none-match'));
  const ifMatch = parseEntityTags(exchange.headers.get('if-match'));
  const matches = (tags: readonly string[]): boolean => tags.includes(tag) || tags.includes('*');
  if (ifNoneMatch.length > 0) {
    if (matches(ifNoneMatch)) return emptyReply(304, [['ETag', tag]]);
  } else if (ifMatch.length > 0 && !matches(ifMatch)) {
    return emptyReply(412);
  }
  return withHeaders(replyToGet(exchange), ['ETag', tag]);
}

export const cachingRoutes: readonly Route[] = [
  get('/cache', cache),
  get('/cache/:seconds(int)', (exchange) =>
    withHeaders(replyToGet(exchange), ['Cache-Control', `public, max-age=${exchange.params['seconds']}`]),
  ),
  get('/etag/:tag', etag),
];
