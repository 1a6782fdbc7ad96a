/** Longer than RFC 1035 §2.3.4 allows: 63 octets in a label, 253 in all. International names count in punycode. */
export function hasLongNames(host: string): boolean {
  if (host.length <= 63) return false;
  const bare = host.endsWith('.') ? host.slice(0, -1) : host;
  return bare.length > 253 || bare.split('.').some((label) => label.length > 63);
}

/** Like `a..test`, which Requests keeps in a prepared URL. Such a host is refused before it is resolved. */
export function hasEmptyLabel(host: string): boolean {
  return host.startsWith('.') || host.includes('..');
}
