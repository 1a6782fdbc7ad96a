/**
 * Field names in lower case with their values; repeated fields joined with a comma, as WSGI servers join them.
 * Reads Node's `rawHeaders`, because its `headers` drops the repetitions of some fields.
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

/** `x-api-key` → `X-Api-Key`: every letter after something that is no letter, as Python's `str.title` does. */
export function titleCase(name: string): string {
  return name.toLowerCase().replace(/(?<![a-z])[a-z]/g, (letter) => letter.toUpperCase());
}

/** What proxies in front of httpbin add; left out of its answers unless the query has `show_env`. */
const ENVIRONMENT_FIELDS: ReadonlySet<string> = new Set([
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

/** The fields as httpbin shows them. */
export function shownFields(fields: ReadonlyMap<string, string>, showEnvironment: boolean): Record<string, string> {
  const shown: Record<string, string> = Object.create(null);
  for (const [name, value] of fields) {
    if (showEnvironment || !ENVIRONMENT_FIELDS.has(name)) shown[titleCase(name)] = value;
  }
  return shown;
}
