import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { FunctionTransport, Session, UnsupportedByTransport } from '../../src/index.ts';
import { allCapabilitiesExcept, capabilities } from '../../src/transport/index.ts';

const names = capabilities.map(({ name }) => name);

describe('the table of capabilities', () => {
  test('lists each capability once, in alphabetical order', () => {
    expect(names).toEqual([...new Set(names)].sort());
  });

  test('is the table in docs/writing-a-transport.md', () => {
    const page = readFileSync(new URL('../../../../docs/writing-a-transport.md', import.meta.url), 'utf8');
    const rows = [...page.matchAll(/^\| `([a-z0-9-]+)` \| (.*) \| (yes|no) \|$/gm)].map((match) => match.slice(1));
    expect(rows).toEqual(
      capabilities.map(({ name, description, needs }) => [name, description, needs === undefined ? 'no' : 'yes']),
    );
  });

  test('is what a FunctionTransport claims', () => {
    expect([...new FunctionTransport(() => ({})).capabilities]).toEqual(names);
  });

  test('allCapabilitiesExcept() is the table without some names', () => {
    expect([...allCapabilitiesExcept()]).toEqual(names);
    expect([...allCapabilitiesExcept('socks', 'http2')]).toEqual(
      names.filter((name) => name !== 'socks' && name !== 'http2'),
    );
  });
});

test('a request is sent unless it needs a capability that its transport lacks', async () => {
  let sent = 0;
  const transport = new FunctionTransport(() => ({ status: ++sent && 200 }), { capabilities: [] });
  const session = new Session({ transport, trustEnv: false });
  await session.get('http://a.test/');
  const refused = session.request('M-SEARCH', 'http://a.test/');
  await expect(refused).rejects.toBeInstanceOf(UnsupportedByTransport);
  await expect(refused).rejects.toMatchObject({ transport: 'function', capability: 'any-method' });
  expect(sent).toBe(1);
});
