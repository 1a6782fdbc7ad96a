import { CookieJar } from '#cookie-jar';
import { StreamBody } from '../body/stream-body.ts';
import { attachRequestIfMissing } from '../errors/attach-request.ts';
import { TooManyRedirects } from '../errors/errors.ts';
import { applyCookies } from '../request/prepare.ts';
import type { PreparedRequest } from '../request/prepared-request.ts';
import type { Response } from '../response/response.ts';
import { drain } from './read-body.ts';
import { checkRewindable } from './rewind.ts';

/** A flow that asks for more rounds than this is going in circles. */
const MAX_ROUNDS = 30;

export interface AuthFlowSteps {
  /** True on a redirect hop. */
  readonly redirected: boolean;
  /** One exchange. */
  exchange(request: PreparedRequest): Promise<Response>;
}

/**
 * Runs a request's authentication: each request that its flow yields is one exchange. Resolves to the last response, with
 * those before it as its history: Requests keeps the 401 of a digest there.
 */
export async function runAuthFlow(request: PreparedRequest, steps: AuthFlowSteps): Promise<Response> {
  const flow = request.auth?.authFlow(request, { redirected: steps.redirected });
  if (flow === undefined) return steps.exchange(request);
  const challenges: Response[] = [];
  const bodies = new Set<StreamBody>();
  let response: Response | null = null;
  let finished = false;
  try {
    for (;;) {
      const step = await (response === null ? flow.next() : flow.next(response));
      if (step.done === true) {
        finished = true;
        break;
      }
      if (response !== null) {
        if (challenges.length >= MAX_ROUNDS) {
          throw new TooManyRedirects(`Authentication took more than ${MAX_ROUNDS} rounds.`, { response });
        }
        await drain(response);
        addCookies(step.value, response);
        checkRewindable(step.value, 'authentication', response);
        response.history = challenges.slice();
        challenges.push(response);
      }
      const { source } = step.value;
      if (source instanceof StreamBody && source !== request.source) bodies.add(source);
      response = await steps.exchange(step.value);
    }
  } catch (error) {
    // The bodies that the flow created. The request's own is released by whoever claimed it.
    for (const body of bodies) body.abort();
    throw attachRequestIfMissing(error, request, response);
  } finally {
    if (!finished) await flow.return(undefined);
  }
  if (response === null) return steps.exchange(request);
  response.history = challenges;
  return response;
}

/** The cookies of a challenge are sent with the next round, unless that has a Cookie header already. */
function addCookies(request: PreparedRequest, challenge: Response): void {
  const setCookies = challenge.headers.getSetCookie();
  if (setCookies.length === 0) return;
  request.cookies ??= new CookieJar();
  request.cookies.store(challenge.url, setCookies);
  applyCookies(request);
}
