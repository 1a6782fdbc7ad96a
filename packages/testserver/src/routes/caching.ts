import { randomUUID } from 'node:crypto';
import type { ParsedRequest } from '../parsed-request.ts';
import { emptyReply, type Reply, withHeaders } from '../reply/reply.ts';
import { get, type Route } from '../router.ts';
import { replyToGet } from './methods.ts';

/** The tags of an If-Match or If-None-Match header, without quotes and `W/`. */
function parseEntityTags(header: string | undefined): readonly string[] {
  if (header === undefined || header === '') return [];
  return header.split(',').map((part) => /^\s*(?:W\/)?"?([^"]*)"?\s*$/.exec(part)?.[1]?.trim() ?? part);
}

function cache(request: ParsedRequest): Reply {
  if (request.headers.has('if-modified-since') || request.headers.has('if-none-match')) return emptyReply(304);
  const now = new Date().toUTCString();
  return withHeaders(replyToGet(request), ['Last-Modified', now], ['ETag', randomUUID().replaceAll('-', '')]);
}

/** The resource has the entity tag named in the path; evaluates conditional requests (RFC 9110 §13.1). */
function etag(request: ParsedRequest): Reply {
  const tag = request.params['tag'] ?? '';
  const ifNoneMatch = parseEntityTags(request.headers.get('if-none-match'));
  const ifMatch = parseEntityTags(request.headers.get('if-match'));
  const matches = (tags: readonly string[]): boolean => tags.includes(tag) || tags.includes('*');
  if (ifNoneMatch.length > 0) {
    if (matches(ifNoneMatch)) return emptyReply(304, [['ETag', tag]]);
  } else if (ifMatch.length > 0 && !matches(ifMatch)) {
    return emptyReply(412);
  }
  return withHeaders(replyToGet(request), ['ETag', tag]);
}

export const cachingRoutes: readonly Route[] = [
  get('/cache', cache),
  get('/cache/:seconds(int)', (request) =>
    withHeaders(replyToGet(request), ['Cache-Control', `public, max-age=${request.params['seconds']}`]),
  ),
  get('/etag/:tag', etag),
];
