import { isToken } from '../headers/field-syntax.ts';

/**
 * Holds a method against RFC 9110 §9.1.
 * @throws TypeError for what is no token, and for CONNECT, which is no request of its own
 */
export function checkMethod(method: unknown): string {
  if (typeof method !== 'string' || !isToken(method)) {
    throw new TypeError(`method must be an HTTP token such as 'GET', not ${JSON.stringify(method) ?? typeof method}`);
  }
  if (method.length === 7 && method.toUpperCase() === 'CONNECT')
    throw new TypeError('CONNECT is no request: set proxies to tunnel through a proxy');
  return method;
}
