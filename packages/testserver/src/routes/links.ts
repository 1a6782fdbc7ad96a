import type { Exchange } from '../exchange.ts';
import { type Reply, redirectReply, textReply, withHeaders } from '../reply/reply.ts';
import { get, type Route } from '../router.ts';

/** A page of `n` links to its like; its Link header (RFC 8288) names the neighbours. */
function linkPage(exchange: Exchange): Reply {
  const n = Math.min(Math.max(1, Number(exchange.params['n'])), 200);
  const offset = Number(exchange.params['offset']);
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
