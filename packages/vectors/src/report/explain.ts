import { inspect } from 'node:util';
import type { Difference } from '../compare/difference.ts';
import type { Outcome } from '../outcome/outcome.ts';
import { describeBytes } from '../record/describe-bytes.ts';
import type { Seen } from '../record/seen.ts';
import { show } from './show.ts';

/** The differences, each with its place, the expected and the observed value. */
export function explainDifferences(differences: readonly Difference[]): string {
  return differences
    .map(({ where, expected, seen }) => `  ${where}\n    expected  ${show(expected)}\n    seen      ${show(seen)}`)
    .join('\n');
}

/** A short description of why a case did not pass. */
export function explain(outcome: Outcome): string {
  const { case: played, kind, reason } = outcome;
  const head = `${played.id}: ${kind}${reason === null ? '' : ` (${reason})`}\n  ${played.doc}`;
  return outcome.differences.length === 0 ? head : `${head}\n${explainDifferences(outcome.differences)}`;
}

/** Everything about one case: its input, the differences, what was observed, and errors with their causes. */
export function explainFully(outcome: Outcome): string {
  const { case: played, seen } = outcome;
  const sections = [explain(outcome), section('input', input(played))];
  if (seen !== null)
    sections.push(section('observed requests', wireLines(seen)), section('observed results', resultLines(seen)));
  const thrown = seen === null ? [] : errorsIn(seen.results);
  if (thrown.length > 0) sections.push(section('errors', thrown.map((error) => inspect(error)).join('\n')));
  return sections.join('\n\n');
}

function section(title: string, text: string): string {
  const indented = text.replace(/^/gm, '  ');
  return `--- ${title} ---\n${indented}`;
}

function input({ needs, env, home, session, replies, steps }: Outcome['case']): string {
  const given = { needs, env, home, session, replies, steps };
  const lines = Object.entries(given).filter(([, value]) => value !== undefined);
  return lines.map(([name, value]) => `${name}: ${show(value)}`).join('\n');
}

function wireLines(seen: Seen): string {
  if (seen.wire.length === 0) return '(nothing was sent)';
  return seen.wire
    .map(({ at, line, headers, framing, body }) => {
      const fields = headers.map(([name, value]) => `${name}: ${value}`);
      const shown = body instanceof Uint8Array ? describeBytes(body) : body;
      return [`[${at}] ${line}`, ...fields, `(${framing}) ${shown === undefined ? '' : show(shown)}`].join('\n');
    })
    .join('\n\n');
}

function resultLines(seen: Seen): string {
  return seen.results.map((result, i) => `[${i}] ${show(result)}`).join('\n');
}

function errorsIn(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return [];
  const { thrown } = value as { thrown?: unknown };
  return thrown !== undefined ? [thrown] : Object.values(value).flatMap(errorsIn);
}
