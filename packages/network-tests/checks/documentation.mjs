import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as core from '@req/core';
import { UndiciTransport } from '@req/transport-undici';
import { createTransport } from '../run/transports.mjs';

const DOCUMENT = new URL('../../../docs/network.md', import.meta.url);
const VALUE = /^(\s*)(.+?);\s+\/\/ (true|false|null|\d+|'[^']*')$/;
const FAILURE = /^(\s*)(.+;)\s+\/\/ ([A-Z]\w+)$/;
/** Node 20 does not know `await using`. */
const USING = /^await using session = (.+);$/m;

const AsyncFunction = (async () => {}).constructor;

/** Runs every example in docs/network.md with its hosts and paths replaced, and checks the results in its comments. */
export function documentation(servers) {
  const text = readFileSync(DOCUMENT, 'utf8');
  const blocks = [...text.matchAll(/^```js\n([\s\S]*?)^```/gm)];
  return blocks.map((block) => {
    const line = text.slice(0, block.index).split('\n').length + 1;
    const source = block[1];
    return {
      name: `The example in line ${line} of docs/network.md works as documented`,
      notApplicable: notApplicableFor(source),
      run: (client) => run(withRealAddresses(source, servers), source.includes('const transport') ? null : client),
    };
  });
}

function notApplicableFor(source) {
  const onlyUndici = 'the example is for UndiciTransport';
  if (source.includes('new UndiciTransport')) return { 'node-fetch': onlyUndici, axios: onlyUndici, fetch: onlyUndici };
  return source.includes('second.text') ? { fetch: 'it gives no control over its connections' } : undefined;
}

async function run(source, client) {
  const lines = source.split('\n').map(withAssertion).join('\n');
  const names = { ...core, UndiciTransport, assert };
  if (client !== null) names.transport = createTransport(client);
  const body = lines.replace(USING, 'const session = $1;\ntry {');
  const whole = body === lines ? body : `${body}\n} finally { await session.close(); }`;
  await new AsyncFunction(...Object.keys(names), whole)(...Object.values(names));
}

function withAssertion(line) {
  const value = VALUE.exec(line);
  if (value !== null) return `${value[1]}assert.equal(${value[2]}, ${value[3]});`;
  const failure = FAILURE.exec(line);
  if (failure === null) return line;
  const [, indent, statement, kind] = failure;
  return `${indent}await assert.rejects(async () => { ${statement} }, { constructor: ${kind} });`;
}

function withRealAddresses(source, { origin, ports, proxy, certificates, socketPath }) {
  const places = {
    'http://user:pass@proxy.example': proxy.login,
    'http://proxy.example': proxy.noLogin,
    'socks5h://user:pass@socks.example': proxy.socks5Login,
    'https://intranet.example': origin.https,
    'https://staff.example': origin.mtls,
    'https://modern.example': origin.http2,
    'http://api.example': `http://localhost:${ports.http}`,
    '/etc/ssl/private-ca.pem': certificates.ca,
    '/home/me/client.pem': certificates.clientCert,
    '/home/me/client.key': certificates.clientKey,
    '/run/app.sock': socketPath,
  };
  return Object.entries(places).reduce((text, [from, to]) => text.replaceAll(from, to), source);
}
