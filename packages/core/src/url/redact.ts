const SECRET_PARAMETER =
  /([?&;#](?:[\w-]*(?:token|secret|password|passwd|signature|credential|api[_-]?key|access[_-]?key|private[_-]?key)[\w-]*|key|sig|auth|code|pwd|pass|jwt|session|sid)=)[^&#;\s]*/gi;

/**
 * A URL fit for messages and logs: `***` for userinfo and for the values of query (or fragment) parameters named like
 * secrets; the rest as it stands.
 */
export function redactUrl(url: string): string {
  let out = url;
  const start = out.indexOf('//');
  if (start >= 0) {
    const rest = out.slice(start + 2);
    const end = rest.search(/[/?#]/);
    const authority = end < 0 ? rest : rest.slice(0, end);
    const at = authority.lastIndexOf('@');
    if (at >= 0) out = `${out.slice(0, start + 2)}***${authority.slice(at)}${end < 0 ? '' : rest.slice(end)}`;
  }
  return out.includes('=') ? out.replace(SECRET_PARAMETER, '$1***') : out;
}
