import { AssertionError } from 'node:assert';
import { setTimeout as sleep } from 'node:timers/promises';
import { UnsupportedByTransport } from '@req/core';
import { expectOutcome } from './expect-outcome.mjs';
import { NotApplicable } from './not-applicable.mjs';
import { sendRequest } from './send-request.mjs';

/** Milliseconds after which a check counts as hanging. */
const LIMIT = 90_000;

/**
 * Runs a check on each transport and on Requests.
 * @returns A list of `{ client, verdict: 'passed' | 'failed' | 'not applicable', note }`.
 */
export async function runCheck(check, { servers, transports, python, unhandled }) {
  const outcomes = [];
  for (const client of transports) {
    const reason = check.notApplicable?.[client];
    if (reason !== undefined) outcomes.push({ client, verdict: 'not applicable', note: reason });
    else outcomes.push({ client, ...(await verdictOf(() => onTransport(check, client, servers), unhandled)) });
  }
  if (python !== null) outcomes.push(...(await onRequests(check, servers, python)));
  return outcomes;
}

async function onTransport(check, client, servers) {
  if (check.run === undefined) {
    return withLogs(servers, () => sendRequest(check, client), { expected: check.expect, client });
  }
  try {
    return await check.run(client);
  } catch (error) {
    // Only the built-in fetch may refuse a request; the others must support all of them.
    if (client === 'fetch' && error instanceof UnsupportedByTransport) throw new NotApplicable(error.message);
    throw error;
  }
}

async function onRequests(check, servers, python) {
  const { requests } = check;
  const client = 'Requests';
  if (requests?.skip !== undefined) return [{ client, verdict: 'not applicable', note: requests.skip }];
  if (check.run !== undefined && requests === undefined) return [];
  const expected = { ...check.expect, ...requests?.expect };
  const result = await verdictOf(() => withLogs(servers, () => askPython(check, python), { expected, client }), []);
  if (result.verdict === 'passed' && requests?.differs !== undefined) {
    return [{ client, verdict: 'not applicable', note: requests.differs }];
  }
  return [{ client, ...result }];
}

function askPython({ requests, ...row }, python) {
  if (requests?.scenario !== undefined) return python.scenario(requests.scenario);
  return python.request(requests?.row ?? row);
}

/** Sends a request and checks its outcome, together with the lines that the proxies logged meanwhile. */
async function withLogs({ logs }, send, { expected, client }) {
  for (const log of Object.values(logs)) log.mark();
  const result = await send();
  const seen = {};
  for (const [name, lines] of Object.entries(expected.seen ?? {})) seen[name] = await logs[name].since(lines.length);
  expectOutcome({ ...result, seen }, expected, client);
  return '';
}

async function verdictOf(run, unhandled) {
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`The check did not end within ${LIMIT} ms.`)), LIMIT);
  });
  try {
    const note = (await Promise.race([run(), limit])) ?? '';
    await sleep(0);
    if (unhandled.length > 0) throw new Error('An unhandled error', { cause: unhandled.shift() });
    return { verdict: 'passed', note };
  } catch (error) {
    if (error instanceof NotApplicable) return { verdict: 'not applicable', note: error.message };
    return {
      verdict: 'failed',
      note: error instanceof AssertionError ? error.message : (error?.stack ?? String(error)),
    };
  } finally {
    clearTimeout(timer);
    unhandled.length = 0;
  }
}
