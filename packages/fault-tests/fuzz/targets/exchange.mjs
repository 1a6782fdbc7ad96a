import { FunctionTransport, Session } from '@req/core';

/** A session that gets these answers, one after the other, the last again and again; no network in between. */
export function sessionOf(answers, options = {}) {
  let sent = 0;
  const requests = [];
  const transport = new FunctionTransport((request) => {
    requests.push(request);
    return answers[Math.min(sent++, answers.length - 1)];
  });
  const session = new Session({ transport, trustEnv: false, maxRedirects: 5, ...options });
  return { session, requests };
}

/** What a server may send as a field's value: neither CR, LF nor NUL, no character beyond a byte. */
export function fieldValue(text) {
  let value = '';
  for (const c of text) if (!'\r\n\0'.includes(c)) value += String.fromCharCode(c.codePointAt(0) & 0xff || 0x20);
  return value.replace(/[\r\n\0]/g, ' ').slice(0, 60_000);
}
