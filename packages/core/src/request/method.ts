import { isToken } from '../headers/field-syntax.ts';

/** RFC 9110 §9.1. @throws TypeError unless it is a token; for CONNECT, which is the transport's to send */
export function checkMethod(method: unknown): string {
  if (typeof method !== 'string' || !isToken(method)) {
    throw new TypeError(`method must be an HTTP token such as 'GET', not ${JSON.stringify(method) ?? typeof method}`);
  }
  if (method.length === 7 && method.toUpperCase() === 'CONNECT')
    throw new TypeError('CONNECT is no request: set proxies to tunnel through a proxy');
  return method;
}
