import type { Step } from '../cases/case.ts';
import { netrc } from './credentials.ts';
import type { Draft, GivenCase } from './draft.ts';
import { Random } from './random.ts';
import { settings } from './session-settings.ts';
import { call, type Exchange, preparation } from './steps.ts';

/**
 * Generates cases with at least `calls` requests in total, always the same for the same seed. They use only what every
 * transport supports, or what `needs` names, and nothing that req does differently on purpose.
 */
export function generateCases(seed: number, calls: number): GivenCase[] {
  const cases: GivenCase[] = [];
  for (let made = 0; made < calls; ) {
    const generated = generateCase(seed, cases.length);
    made += countCalls(generated);
    cases.push(generated);
  }
  return cases;
}

/** The number of requests made in a case. */
export function countCalls(given: GivenCase): number {
  return given.steps.filter((step) => step.session === undefined).length;
}

/** Generates one case, which depends only on seed and number. */
export function generateCase(seed: number, number: number): GivenCase {
  const random = new Random(Math.imul(seed, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b));
  const proxied = random.chance(0.08);
  const cookies = random.next();
  const draft: Draft = {
    needs: new Set(proxied ? ['proxy'] : []),
    proxied,
    head: random.chance(0.06),
    netrc: !proxied && random.chance(0.06),
    looseCookies: cookies < 0.25,
    setsCookies: cookies > 0.6,
    digest: !proxied && random.chance(0.12),
    limited: random.chance(0.08),
    mayFail: false,
  };
  const session = proxied || draft.limited || random.chance(0.35) ? settings(random, draft) : {};
  const wanted = draft.head ? 1 : random.int(1, 3);
  const exchanges: Exchange[] = [];
  while (exchanges.length < wanted && !draft.mayFail) exchanges.push(exchange(random, draft));
  return {
    id: `generated/${seed}-${number}`,
    doc: `case ${number} of seed ${seed}`,
    ...(draft.needs.size > 0 ? { needs: [...draft.needs].sort() } : {}),
    ...(draft.netrc ? { home: { '.netrc': netrc(random) } } : {}),
    ...(Object.keys(session).length > 0 ? { session } : {}),
    replies: exchanges.flatMap(({ replies }) => replies),
    steps: exchanges.map(({ step }): Step => step),
  };
}

function exchange(random: Random, draft: Draft): Exchange {
  return !draft.looseCookies && random.chance(0.25) ? preparation(random, draft) : call(random, draft);
}
