import assert from 'node:assert/strict';
import { NotApplicable } from './not-applicable.mjs';

/** Passwords that no error message may contain. */
const SECRETS = ['sesame', 'wr0ngsecret'];

/**
 * Compares the result of a request with what is expected: `outcome` (a status or the name of an exception), `message` (a
 * pattern), `json` (members of the body), `value` (of a Python scenario), `seen` (lines of the proxies' logs), `proxyStatus`,
 * `hops` (URLs of redirects), `httpVersion`.
 */
export function expectOutcome(result, expected, client) {
  const { outcome, seen, message, json, proxyStatus, hops, httpVersion, value } = expected;
  // Only the built-in fetch may refuse a request; the others must support all of them.
  if (client === 'fetch' && result.outcome === 'UnsupportedByTransport' && outcome !== result.outcome) {
    throw new NotApplicable(result.message);
  }
  assert.equal(result.outcome, outcome, `expected ${outcome}, got ${result.outcome}: ${result.message ?? result.text}`);
  if (typeof outcome === 'string' && client !== 'Requests') {
    const leaked = SECRETS.filter((secret) => result.details.includes(secret));
    assert.deepEqual(leaked, [], `the error contains secrets: ${result.details}`);
  }
  for (const [name, wanted] of Object.entries(json ?? {})) {
    const actual = memberOf(result.json, name);
    assert.deepEqual(actual, wanted, `${name} is ${JSON.stringify(actual)}`);
  }
  if (value !== undefined) assert.deepEqual(result.value, value);
  if (hops !== undefined) assert.deepEqual(result.hops, hops);
  for (const [name, lines] of Object.entries(seen ?? {})) expectLogLines(name, result.seen[name], lines);
  if (client === 'Requests') {
    if (proxyStatus !== undefined) assert.match(result.message, new RegExp(String(proxyStatus)));
    return;
  }
  if (message !== undefined) assert.match(result.message, message);
  if (proxyStatus !== undefined) assert.equal(result.proxyStatus, proxyStatus, 'the status of the proxy');
  if (httpVersion !== undefined) assert.equal(result.httpVersion, httpVersion);
}

function expectLogLines(name, lines, expected) {
  const logged = `${name} logged ${JSON.stringify(lines)}`;
  assert.equal(lines.length, expected.length, logged);
  for (const [i, line] of expected.entries()) {
    for (const [key, value] of Object.entries(line)) assert.equal(lines[i][key], value, `${key}: ${logged}`);
  }
}

function memberOf(object, path) {
  return path.split('.').reduce((inner, name) => inner?.[name], object);
}
