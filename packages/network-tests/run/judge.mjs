import assert from 'node:assert/strict';
import { Declared } from './declared.mjs';

/** Words that no message may hold. */
const SECRETS = ['sesame', 'wr0ngsecret'];

/**
 * Holds what became of a request against what is expected: `is` (status or exception), `message` (a pattern), `json`
 * (properties of the body), `told` (of a scenario), `seen` (lines of the proxies' logs, by property), `proxyStatus`, `hops`, `httpVersion`.
 */
export function judge(result, expect, who) {
  if (result.is === 'UnsupportedByTransport' && expect.is !== result.is) declare(result, who);
  const { is, seen, message, json, proxyStatus, hops, httpVersion, told } = expect;
  assert.equal(result.is, is, `expected ${is}, got ${result.is}: ${result.message ?? result.text}`);
  if (typeof is === 'string') {
    const leaked = who !== 'Requests' ? SECRETS.filter((secret) => result.whole.includes(secret)) : [];
    assert.deepEqual(leaked, [], `the error tells secrets: ${result.whole}`);
  }
  for (const [name, value] of Object.entries(json ?? {})) {
    assert.deepEqual(at(result.json, name), value, `${name} is ${JSON.stringify(at(result.json, name))}`);
  }
  if (told !== undefined) assert.deepEqual(result.told, told);
  if (hops !== undefined) assert.deepEqual(result.hops, hops);
  for (const [name, lines] of Object.entries(seen ?? {})) compareSeen(name, result.seen[name], lines);
  if (who === 'Requests') {
    if (proxyStatus !== undefined) assert.match(result.message, new RegExp(String(proxyStatus)));
    return;
  }
  if (message !== undefined) assert.match(result.message, message);
  if (proxyStatus !== undefined) assert.equal(result.proxyStatus, proxyStatus, 'the status that the proxy answered');
  if (httpVersion !== undefined) assert.equal(result.httpVersion, httpVersion);
}

/** Only Node's own fetch may decline; of the others everything is expected. */
function declare({ message }, who) {
  if (who === 'fetch') throw new Declared(message);
}

function compareSeen(name, lines, expected) {
  const told = `${name} saw ${JSON.stringify(lines)}`;
  assert.equal(lines.length, expected.length, told);
  for (const [i, line] of expected.entries()) {
    for (const [key, value] of Object.entries(line)) assert.equal(lines[i][key], value, `${key}: ${told}`);
  }
}

function at(object, path) {
  return path.split('.').reduce((inner, name) => inner?.[name], object);
}
