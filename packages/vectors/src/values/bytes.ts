/** Content of the vectors as bytes: a string is UTF-8. */
export function contentBytes(value: unknown): Uint8Array {
  if (typeof value === 'string') return Buffer.from(value);
  const tagged = value as { $bytes?: string; $repeat?: readonly [string, number] };
  if (tagged.$bytes !== undefined) return Buffer.from(tagged.$bytes, 'base64');
  if (tagged.$repeat !== undefined) return Buffer.from(tagged.$repeat[0].repeat(tagged.$repeat[1]));
  throw new TypeError(`No content: ${JSON.stringify(value)}`);
}
