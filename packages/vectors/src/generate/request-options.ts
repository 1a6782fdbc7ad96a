import type { Json, Options } from '../cases/case.ts';
import { data, jsonValue, type Repeat } from './data.ts';
import type { Draft, JsonObject } from './draft.ts';
import { files } from './files.ts';
import { fields, params } from './params.ts';
import type { Random } from './random.ts';
import { requestHeaders } from './request-headers.ts';
import { givenCookies } from './set-cookies.ts';

/** What the choice of options depends on. */
export interface OptionsContext {
  readonly method: string;
  readonly repeat: Repeat;
  readonly auth: Json | undefined;
}

/** Options of a request, except those for sending. */
export function requestOptions(random: Random, draft: Draft, context: OptionsContext): Options {
  const sent = body(random, draft, context);
  return {
    ...(random.chance(0.35) ? { params: params(random) } : {}),
    ...sent,
    ...(random.chance(0.4) ? { headers: headers(random, draft, 'files' in sent) } : {}),
    ...(draft.looseCookies && random.chance(0.6) ? { cookies: givenCookies(random, 'c') } : {}),
    ...(context.auth === undefined ? {} : { auth: context.auth }),
  };
}

/** A custom Content-Type hides the boundary of files, which then cannot be recognized in the body. */
function headers(random: Random, draft: Draft, files: boolean): JsonObject {
  const given = Object.entries(requestHeaders(random, draft, 'request'));
  return Object.fromEntries(given.filter(([name]) => !(files && name.toLowerCase() === 'content-type')));
}

function body(random: Random, draft: Draft, { method, repeat }: OptionsContext): JsonObject {
  const bare = ['GET', 'HEAD'].includes(method);
  if (random.chance(bare ? 0.93 : 0.15)) return {};
  if (bare) draft.needs.add('get-body');
  return random.choose<JsonObject>([
    [5, () => ({ data: data(random, draft, repeat) })],
    [2, () => ({ json: jsonValue(random) })],
    [2, () => ({ files: files(random) })],
    [1, () => ({ files: files(random), data: fields(random) })],
    [0.3, () => ({ data: fields(random), json: jsonValue(random) })],
  ]);
}
