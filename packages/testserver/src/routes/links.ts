import type { ParsedRequest } from '../parsed-request.ts';
import { type Reply, redirectReply, textReply, withHeaders } from '../reply/reply.ts';
import { get, type Route } from '../router.ts';

/** Page `offset` of `n` pages that link to each other; its Link header (RFC 8288) names first, prev, next and last. */
function linkPage(request: ParsedRequest): Reply {
  const n = Math.min(Math.max(1, Number(request.params['n'])), 200);
  const offset = Number(request.params['offset']);
  const anchors = Array.from({ length: n }, (_, i) =>
    i === offset ? `${i} ` : `<a href='/links/${n}/${i}'>${i}</a> `,
  );
  const page = `<html><head><title>Links</title></head><body>${anchors.join('')}</body></html>`;
  const relations = Object.entries({ first: 0, prev: offset - 1, next: offset + 1, last: n - 1 })
    .filter(([, i]) => i >= 0 && i < n)
    .map(([relation, i]) => `</links/${n}/${i}>; rel="${relation}"`);
  return withHeaders(textReply(page), ['Link', relations.join(', ')]);
}

export const linkRoutes: readonly Route[] = [
  get('/links/:n(int)', ({ params }) => redirectReply(`/links/${params['n']}/0`)),
  get('/links/:n(int)/:offset(int)', linkPage),
];
