import type { Case } from '../cases/case.ts';
import type { Credentials } from './compare-digest.ts';

/** What is accepted in a case although it differs from what was recorded. */
export interface Allowance {
  /** Recorded error class → the class that req raises on purpose. */
  readonly accept: Readonly<Record<string, string>>;
  /** Whether the client is known to add this header. */
  readonly mayAdd: (name: string) => boolean;
}

/** Accepts nothing beyond the rules of the vectors. */
export const STRICT: Allowance = { accept: {}, mayAdd: () => false };

/** What all comparisons of a case need. */
export interface CaseRules extends Allowance {
  readonly exactCase: boolean;
  readonly credentials: readonly Credentials[];
  /** Names of the cookies set by replies. */
  readonly setByServer: ReadonlySet<string>;
  /** Whether the request with this index follows a redirect. */
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

/** The credentials of all digest authentication in the case. */
function findCredentials(value: unknown): Credentials[] {
  if (typeof value !== 'object' || value === null) return [];
  const tag = value as { $auth?: string; user?: string; pass?: string };
  if (tag.$auth === 'digest') return [{ user: tag.user ?? '', pass: tag.pass ?? '' }];
  return Object.values(value).flatMap(findCredentials);
}
