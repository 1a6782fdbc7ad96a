/** The bytes of a string (as UTF-8), `$bytes` or `$repeat`. */
export function contentBytes(value: unknown): Uint8Array {
  if (typeof value === 'string') return Buffer.from(value);
  const tagged = value as { $bytes?: string; $repeat?: readonly [string, number] };
  if (tagged.$bytes !== undefined) return Buffer.from(tagged.$bytes, 'base64');
  if (tagged.$repeat !== undefined) return Buffer.from(tagged.$repeat[0].repeat(tagged.$repeat[1]));
  throw new TypeError(`Not a string, $bytes or $repeat: ${JSON.stringify(value)}`);
}
