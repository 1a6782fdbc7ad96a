import { FunctionTransport, Session } from '@req/core';

/** A session without a network that receives these responses in order; the last one is repeated. */
export function sessionWith(responses, options = {}) {
  let sent = 0;
  const requests = [];
  const transport = new FunctionTransport((request) => {
    requests.push(request);
    return responses[Math.min(sent++, responses.length - 1)];
  });
  const session = new Session({ transport, trustEnv: false, maxRedirects: 5, ...options });
  return { session, requests };
}

/** A valid field value for a response: no CR, LF or NUL, and no character above U+00FF. */
export function fieldValue(text) {
  let value = '';
  for (const c of text) if (!'\r\n\0'.includes(c)) value += String.fromCharCode(c.codePointAt(0) & 0xff || 0x20);
  return value.replace(/[\r\n\0]/g, ' ').slice(0, 60_000);
}
