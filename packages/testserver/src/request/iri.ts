/** Runs of percent-escapes, and the characters that must stay escaped because they are delimiters. */
const ESCAPES = /(?:%[0-9a-fA-F]{2})+/g;
const KEEP_IN_PATH: ReadonlySet<string> = new Set('%/;?');
const KEEP_IN_QUERY: ReadonlySet<string> = new Set('%;/?:@&=+,$#');

function escapeByte(byte: number): string {
  return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}

function unescapeRun(run: string, keep: ReadonlySet<string>): string {
  const bytes = Buffer.from(run.replaceAll('%', ''), 'hex');
  const text = bytes.toString('utf8');
  // Bytes that are not UTF-8 stay escaped.
  if (text.includes('�')) return run;
  return Array.from(text, (c) => (keep.has(c) || c <= ' ' ? escapeByte(c.charCodeAt(0)) : c)).join('');
}

/** The target as werkzeug shows it in `request.url`: decoded, except for delimiters and control characters. */
export function toIri(target: string): string {
  const at = target.indexOf('?');
  const path = at < 0 ? target : target.slice(0, at);
  const query = at < 0 ? '' : target.slice(at);
  return (
    path.replace(ESCAPES, (run) => unescapeRun(run, KEEP_IN_PATH)) +
    query.replace(ESCAPES, (run) => unescapeRun(run, KEEP_IN_QUERY))
  );
}
