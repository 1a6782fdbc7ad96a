import { readFileSync } from 'node:fs';

const known = JSON.parse(readFileSync(new URL('version-differences.json', import.meta.url), 'utf8'));
const rules = known.generated.map(({ reason, where, expected, seen }) => {
  return { reason, where: new RegExp(where), expected: new RegExp(expected), seen: new RegExp(seen) };
});

/** Why the recording versions explain all these differences, or `null` if they do not. */
export function explainedBy(differences, versions) {
  if (versions.requests !== known.versions.requests || versions.urllib3 !== known.versions.urllib3) return null;
  const reasons = differences.map(reasonOf);
  return reasons.includes(null) || reasons.length === 0 ? null : [...new Set(reasons)].join('; ');
}

function reasonOf({ where, expected, seen }) {
  const rule = rules.find((each) => {
    return each.where.test(where) && each.expected.test(shown(expected)) && each.seen.test(shown(seen));
  });
  return rule?.reason ?? null;
}

function shown(value) {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '(nothing)');
}
