import type { Json, Options } from '../cases/case.ts';
import { data, jsonValue, type Repeat } from './data.ts';
import type { Draft, JsonObject } from './draft.ts';
import { files } from './files.ts';
import { fields, params } from './params.ts';
import type { Random } from './random.ts';
import { requestHeaders } from './request-headers.ts';
import { givenCookies } from './set-cookies.ts';

/** What the options of a request depend on. */
export interface OptionsContext {
  readonly method: string;
  readonly repeat: Repeat;
  readonly auth: Json | undefined;
}

/** Options of a request; those of sending it are added elsewhere. */
export function requestOptions(random: Random, draft: Draft, context: OptionsContext): Options {
  return {
    ...(random.chance(0.35) ? { params: params(random) } : {}),
    ...body(random, draft, context),
    ...(random.chance(0.4) ? { headers: requestHeaders(random, draft, 'request') } : {}),
    ...(draft.looseCookies && random.chance(0.6) ? { cookies: givenCookies(random, 'c') } : {}),
    ...(context.auth === undefined ? {} : { auth: context.auth }),
  };
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
