import type { Json, Reply, Step, Target } from '../cases/case.ts';
import { digestAuth, digestChallenge, simpleAuth, userinfo } from './credentials.ts';
import type { Draft } from './draft.ts';
import type { Random } from './random.ts';
import { reads } from './reads.ts';
import { redirect } from './redirects.ts';
import { type Answer, answer, head } from './replies.ts';
import { requestOptions } from './request-options.ts';
import { origin, pathAndMore, unaskedUrl } from './urls.ts';

const METHODS = ['GET', 'GET', 'GET', 'POST', 'POST', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** A step and the replies to it. */
export interface Exchange {
  readonly step: Step;
  readonly replies: readonly Reply[];
}

/** A step that prepares a request without sending it. */
export function preparation(random: Random, draft: Draft): Exchange {
  const method = random.pick(METHODS);
  const auth = random.chance(0.2) && !draft.netrc ? simpleAuth(random) : undefined;
  const options = requestOptions(random, draft, { method, repeat: 'repeatable', auth });
  const target = { method, url: unaskedUrl(random, draft), options };
  return { step: random.chance(0.7) ? { prepare: target } : { bare: target }, replies: [] };
}

/** Reads of a redirect that is not followed. */
const MOVED: Pick<Answer, 'content' | 'pieces'> = {
  content: { type: null, bytes: Buffer.from('moved'), plainLines: true },
  pieces: 'exact',
};

/** A step that sends a request, possibly with redirects. */
export function call(random: Random, draft: Draft): Exchange {
  const method = draft.head ? 'HEAD' : random.pick(METHODS);
  const hops = random.chance(0.35) ? random.int(1, 4) : 0;
  const login = credentials(random, draft);
  const digest = login.challenge !== null;
  const once = hops === 0 && !digest && random.chance(0.5);
  const options = requestOptions(random, draft, { method, repeat: once ? 'once' : 'repeatable', auth: login.auth });
  const stream = random.chance(0.25);
  const how = sending(random, stream, digest);
  const byVerb = !digest && random.chance(0.5);
  // head() does not follow redirects by default.
  const follows = how['allowRedirects'] ?? !(draft.head && byVerb);
  const last = answer(random, draft);
  // Digest credentials stay with the origin for which they were given.
  const ways = Array.from({ length: hops }, () => redirect(random, draft, !digest));
  if (hops > 0 && draft.limited) draft.mayFail = true;
  const answers = hops > 0 && follows === false ? ways.slice(0, 1) : [...ways, last.reply];
  const path = random.chance(0.03) ? '' : pathAndMore(random, draft);
  const target = {
    ...(byVerb ? { verb: method.toLowerCase() } : { method: random.chance(0.9) ? method : method.toLowerCase() }),
    url: `${origin(random, draft, login.userinfo)}${path}`,
    options: { ...options, ...how },
  };
  const replies = [...(login.challenge === null ? [] : [challenged(login.challenge)]), ...answers];
  const expected = answers.includes(last.reply) ? last : MOVED;
  const read = reads(random, {
    // The last redirect that is followed may be an earlier one, which has no type.
    content: draft.mayFail ? { ...expected.content, type: null } : expected.content,
    pieces: expected.pieces,
    stream,
    userinfo: login.userinfo !== null,
    own: digest || 'files' in options || 'json' in options,
  });
  const jar = draft.setsCookies && random.chance(0.5) ? { jar: true } : {};
  return { step: { ...kind(random, draft, target), ...(read.length > 0 ? { read } : {}), ...jar }, replies };
}

/** The session has a proxy, which functions without a session do not use. */
function kind(random: Random, draft: Draft, target: Target): Step {
  if (!draft.proxied && random.chance(0.06)) return { api: target };
  const { stream, allowRedirects, timeout, ...options } = target.options ?? {};
  if (target.method === undefined || !random.chance(0.1)) return { call: target };
  const given = Object.entries({ stream, allowRedirects, timeout }).filter(([, value]) => value !== undefined);
  return { send: { ...target, options, sendOptions: Object.fromEntries(given) as Record<string, Json> } };
}

/** Requests forgets the challenge if a redirect is not followed. */
function sending(random: Random, stream: boolean, digest: boolean): Record<string, Json> {
  return {
    ...(stream ? { stream } : {}),
    ...(!digest && random.chance(0.1) ? { allowRedirects: random.chance(0.4) } : {}),
    ...(random.chance(0.08) ? { timeout: random.pick<Json>([5000, { connect: 5000, read: 5000 }, null]) } : {}),
  };
}

interface Login {
  readonly auth: Json | undefined;
  readonly userinfo: string | null;
  readonly challenge: string | null;
}

function credentials(random: Random, draft: Draft): Login {
  const none: Login = { auth: undefined, userinfo: null, challenge: null };
  return random.choose<Login>([
    [7, () => none],
    [1.5, () => ({ ...none, auth: simpleAuth(random) })],
    [draft.digest ? 10 : 0, () => ({ ...none, auth: digestAuth(random), challenge: digestChallenge(random) })],
    [draft.netrc || draft.setsCookies ? 0 : 1, () => ({ ...none, userinfo: userinfo(random) })],
  ]);
}

function challenged(challenge: string): Reply {
  return { raw: head('401 Unauthorized', [`WWW-Authenticate: ${challenge}`, 'Content-Length: 0']) };
}
