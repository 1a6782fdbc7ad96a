import type { PreparedRequest } from '../request/prepared-request.ts';

/** Takes Authorization, the auth flow and the headers named off a request; its cookies go by their own rules. */
export function dropCredentials(prepared: PreparedRequest, sensitiveHeaders: readonly string[]): void {
  prepared.headers.delete('Authorization');
  for (const name of sensitiveHeaders) prepared.headers.delete(name);
  prepared.auth = null;
  prepared.leftOrigin = true;
}
