import type { Auth, AuthFlow, AuthFlowContext, AuthFunction } from '../auth/auth.ts';
import type { Response } from '../response/response.ts';
import { prepareAuth } from './prepare-auth.ts';
import type { PreparedRequest } from './prepared-request.ts';

/**
 * Several authentications as one: `auth: chainAuth(new HTTPBearerAuth(token), signRequest)`. They are applied in order: each
 * sees the request as those before it left it. A flow (`HTTPDigestAuth`, or an object with `authFlow`) may send several
 * requests, and those after it in the list are applied to each of them.
 * @throws TypeError for a value that is not an `Auth`
 */
export function chainAuth(...auths: readonly Auth[]): AuthFunction | AuthFlow {
  auths.forEach(checkAuth);
  if (auths.some(isFlow)) return new AuthChain(auths);
  return (request) => applyAll(auths, request);
}

function checkAuth(auth: unknown, index: number): void {
  const { authFlow, apply } = (auth ?? {}) as { authFlow?: unknown; apply?: unknown };
  if (
    typeof authFlow === 'function' ||
    typeof apply === 'function' ||
    typeof auth === 'function' ||
    Array.isArray(auth)
  )
    return;
  throw new TypeError(
    `chainAuth(): argument ${index + 1} must be [user, password], a function, or an object with authFlow()`,
  );
}

const isFlow = (auth: Auth): auth is AuthFlow => typeof (auth as Partial<AuthFlow>).authFlow === 'function';

function applyAll(auths: readonly Auth[], request: PreparedRequest): void | Promise<void> {
  for (const [index, auth] of auths.entries()) {
    const applied = prepareAuth(request, auth);
    if (applied !== undefined) return applied.then(() => applyAll(auths.slice(index + 1), request));
  }
}

class AuthChain implements AuthFlow {
  readonly #auths: readonly Auth[];

  constructor(auths: readonly Auth[]) {
    this.#auths = auths;
  }

  async *authFlow(request: PreparedRequest, context: AuthFlowContext): AsyncGenerator<PreparedRequest, void, Response> {
    yield* through(this.#auths, request, context);
  }
}

/** Sends a request through the authentications; returns the last response. */
async function* through(
  auths: readonly Auth[],
  request: PreparedRequest,
  context: AuthFlowContext,
): AsyncGenerator<PreparedRequest, Response, Response> {
  const [auth, ...rest] = auths;
  if (auth === undefined) return yield request;
  if (!isFlow(auth)) {
    await prepareAuth(request, auth);
    return yield* through(rest, request, context);
  }
  const flow = auth.authFlow(request, context);
  let response: Response | null = null;
  let finished = false;
  try {
    for (;;) {
      const step: IteratorResult<PreparedRequest, void> = await (response === null ? flow.next() : flow.next(response));
      if (step.done === true) {
        finished = true;
        break;
      }
      response = yield* through(rest, step.value, context);
    }
  } finally {
    if (!finished) await flow.return(undefined);
  }
  // A flow that sends nothing leaves the request to the others.
  return response ?? (yield* through(rest, request, context));
}
