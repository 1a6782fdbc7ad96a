/**
 * Field names in lower case with their values; repeated fields are joined with a comma, as WSGI servers do.
 * Reads Node's `rawHeaders`, because `headers` drops repetitions of some fields.
 */
export function joinFields(rawHeaders: readonly string[]): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = (rawHeaders[i] ?? '').toLowerCase();
    const value = rawHeaders[i + 1] ?? '';
    const known = fields.get(name);
    fields.set(name, known === undefined ? value : `${known}${name === 'cookie' ? '; ' : ','}${value}`);
  }
  return fields;
}

/** `x-api-key` → `X-Api-Key`: capitalizes every letter that does not follow a letter, like Python's `str.title`. */
function titleCase(name: string): string {
  return name.toLowerCase().replace(/(?<![a-z])[a-z]/g, (letter) => letter.toUpperCase());
}

/** Added by proxies in front of httpbin; left out of its replies unless the query has `show_env`. */
const PROXY_FIELDS: ReadonlySet<string> = new Set([
  'connect-time',
  'total-route-time',
  'via',
  'x-forwarded-for',
  'x-forwarded-port',
  'x-forwarded-proto',
  'x-forwarded-protocol',
  'x-forwarded-ssl',
  'x-heroku-dynos-in-use',
  'x-heroku-queue-depth',
  'x-heroku-queue-wait-time',
  'x-real-ip',
  'x-request-id',
  'x-request-start',
  'x-varnish',
]);

/** The fields as httpbin reports them. */
export function visibleFields(fields: ReadonlyMap<string, string>, showProxyFields: boolean): Record<string, string> {
  const shown: Record<string, string> = Object.create(null);
  for (const [name, value] of fields) {
    if (showProxyFields || !PROXY_FIELDS.has(name)) shown[titleCase(name)] = value;
  }
  return shown;
}
