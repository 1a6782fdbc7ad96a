/** RFC 1035 §2.3.4; of an international name what goes on the wire counts. */
export function hasLongNames(host: string): boolean {
  if (host.length <= 63) return false;
  const bare = host.endsWith('.') ? host.slice(0, -1) : host;
  return bare.length > 253 || bare.split('.').some((label) => label.length > 63);
}

/** `a..test`: kept in a prepared URL, as in Requests, but looked up and sent nowhere. */
export function hasEmptyLabel(host: string): boolean {
  return host.startsWith('.') || host.includes('..');
}
