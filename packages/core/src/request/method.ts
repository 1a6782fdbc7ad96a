import { redactUrl } from '#redact';
import { isToken } from '../headers/field-syntax.ts';
import { kindOf } from '../lang/known-options.ts';

/** RFC 9110 §9.1. @throws TypeError unless it is a token; for CONNECT, which is the transport's to send */
export function checkMethod(method: unknown): string {
  if (typeof method !== 'string' || !isToken(method)) {
    throw new TypeError(`method must be an HTTP token such as 'GET', not ${shown(method)}`);
  }
  if (method.length === 7 && method.toUpperCase() === 'CONNECT')
    throw new TypeError('CONNECT is no request: set proxies to tunnel through a proxy');
  return method;
}

function shown(method: unknown): string {
  if (typeof method !== 'string') return `${kindOf(method)}: request(method, url, options)`;
  // A URL, perhaps with a password, if somebody forgot the method.
  return JSON.stringify(redactUrl(method.slice(0, 200)));
}
