import { type Reply, textReply } from './reply.ts';

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  const copy: Record<string, unknown> = Object.create(null);
  for (const [key, member] of Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) copy[key] = sorted(member);
  return copy;
}

/** JSON as Flask writes it: sorted keys, indented by two spaces, non-ASCII escaped, a final newline. */
export function flaskJson(value: unknown): string {
  const text = JSON.stringify(sorted(value), null, 2);
  return `${text.replace(/[\u0080-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`;
}

export function jsonReply(value: unknown, status = 200): Reply {
  return textReply(flaskJson(value), 'application/json', status);
}
