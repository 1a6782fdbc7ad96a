import { latin1Bytes } from '#platform';
import { charTable, quoteBytes } from '../url/percent-encoding.ts';

/** Redirects as Requests decides them: values in, values out. */

/** 301, 302, 303, 307 and 308: the statuses that are followed when they have a Location. */
export function isRedirectStatus(status: number): boolean {
  return status === 301 || status === 302 || status === 303 || status === 307 || status === 308;
}

/** The method of the next request: 302 and 303 make all but HEAD a GET, 301 makes POST a GET. */
export function redirectMethod(method: string, status: number): string {
  if ((status === 303 || status === 302) && method !== 'HEAD') return 'GET';
  if (status === 301 && method === 'POST') return 'GET';
  return method;
}

/** Whether body and framing headers go along: with 307 and 308 only, whatever the method. */
export function keepsBody(status: number): boolean {
  return status === 307 || status === 308;
}

const ALL_ASCII = charTable(Array.from({ length: 128 }, (_, i) => String.fromCharCode(i)).join(''));

/** A Location value, which came one character a byte, as text: UTF-8, and what is none percent-encoded byte by byte. */
export function decodeLocation(location: string): string {
  let ascii = true;
  for (let i = 0; i < location.length && ascii; i++) ascii = location.charCodeAt(i) < 128;
  if (ascii) return location;
  const bytes = latin1Bytes(location);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return quoteBytes(bytes, ALL_ASCII);
  }
}
