import type { Case } from '../cases/case.ts';
import type { Credentials } from './compare-digest.ts';

/** What the comparison of a case needs to know besides the case: what was decided and declared. */
export interface Allowance {
  /** Recorded class of an error → the class that is right here. */
  readonly accept: Readonly<Record<string, string>>;
  /** True for a header that the client adds to every request by itself. */
  readonly mayAdd: (name: string) => boolean;
}

/** Nothing is allowed but what the vectors' own rules allow. */
export const STRICT: Allowance = { accept: {}, mayAdd: () => false };

/** What is known of a case beforehand, for all its comparisons. */
export interface CaseRules extends Allowance {
  readonly exactCase: boolean;
  readonly credentials: readonly Credentials[];
  /** Names of the cookies that the server set. */
  readonly setByServer: ReadonlySet<string>;
  /** Whether the request at this place follows a redirect. */
  readonly followsRedirect: (index: number) => boolean;
}

const REDIRECT = /^HTTP\/\d\.\d 30[12378]\b/;

export function caseRules(played: Case, allowance: Allowance): CaseRules {
  const heads = (played.replies ?? []).map((reply) => reply.raw ?? textOf(reply.parts?.[0]));
  const setCookies = heads.flatMap((head) => [...head.matchAll(/^set-cookie:\s*([^=;\r\n]*?)\s*[=;\r\n]/gim)]);
  return {
    ...allowance,
    exactCase: played.needs?.includes('header-case') === true,
    credentials: findCredentials([played.session, played.steps]),
    setByServer: new Set(setCookies.map((match) => match[1] as string)),
    followsRedirect: (index) => index > 0 && REDIRECT.test(heads[index - 1] ?? ''),
  };
}

function textOf(part: NonNullable<NonNullable<Case['replies']>[number]['parts']>[number] | undefined): string {
  return typeof part === 'string' ? part : '';
}

/** User and password of every digest authentication in the case. */
function findCredentials(value: unknown): Credentials[] {
  if (typeof value !== 'object' || value === null) return [];
  const tag = value as { $auth?: string; user?: string; pass?: string };
  if (tag.$auth === 'digest') return [{ user: tag.user ?? '', pass: tag.pass ?? '' }];
  return Object.values(value).flatMap(findCredentials);
}
