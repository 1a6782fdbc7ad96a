// A unit test of code that uses a session, without a network:  node --test examples/unit-test.mjs
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConnectTimeout, FunctionTransport, HTTPError, Session } from '@req/requests';

/** The code under test: it is handed its session. */
async function userName(session, id) {
  const r = await session.get('https://api.test/users', { params: { id } });
  return r.raiseForStatus().json().name;
}

test('asks for the user and returns the name', async () => {
  const seen = [];
  const transport = new FunctionTransport((request) => {
    seen.push(`${request.method} ${request.url}`);
    return { json: { name: 'Ada' } };
  });
  assert.equal(await userName(new Session({ transport }), 7), 'Ada');
  assert.deepEqual(seen, ['GET https://api.test/users?id=7']);
});

test('an unknown user is an HTTPError', async () => {
  const transport = new FunctionTransport(() => ({ status: 404 }));
  await assert.rejects(userName(new Session({ transport }), 8), HTTPError);
});

test('a host that cannot be reached is what it is in production', async () => {
  const transport = new FunctionTransport(() => {
    throw new ConnectTimeout('no route');
  });
  await assert.rejects(userName(new Session({ transport }), 9), ConnectTimeout);
});
