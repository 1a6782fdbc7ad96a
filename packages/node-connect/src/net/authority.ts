/** `host:port` as it stands in a URL, in CONNECT and in messages: IPv6 in brackets. */
export function authority(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
