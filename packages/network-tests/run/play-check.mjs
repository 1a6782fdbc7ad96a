import { AssertionError } from 'node:assert';
import { setTimeout as sleep } from 'node:timers/promises';
import { UnsupportedByTransport } from '@req/core';
import { Declared } from './declared.mjs';
import { judge } from './judge.mjs';
import { playRequest } from './play-request.mjs';

/** A check that takes longer than this hangs. */
const LIMIT = 90_000;

/** One check on each transport and on Requests: `{ who, outcome: 'passed' | 'failed' | 'declared', note }` each. */
export async function playCheck(check, { servers, names, python, stray }) {
  const results = [];
  for (const who of names) {
    const reason = check.declared?.[who];
    if (reason !== undefined) results.push({ who, outcome: 'declared', note: reason });
    else results.push({ who, ...(await settle(() => onTransport(check, who, servers), stray)) });
  }
  if (python !== null) results.push(...(await besides(check, servers, python)));
  return results;
}

async function onTransport(check, who, servers) {
  if (check.run === undefined) return played(servers, () => playRequest(check, who), check.expect, who);
  try {
    return await check.run(who);
  } catch (error) {
    // Only Node's own fetch may decline; of the others everything is expected.
    if (who === 'fetch' && error instanceof UnsupportedByTransport) throw new Declared(error.message);
    throw error;
  }
}

async function besides(check, servers, python) {
  const { requests } = check;
  const who = 'Requests';
  if (requests?.none !== undefined) return [{ who, outcome: 'declared', note: requests.none }];
  if (check.run !== undefined && requests === undefined) return [];
  const expect = { ...check.expect, ...requests?.expect };
  const result = await settle(() => played(servers, () => asked(check, python), expect, who), []);
  if (result.outcome === 'passed' && requests?.why !== undefined) {
    return [{ who, outcome: 'declared', note: requests.why }];
  }
  return [{ who, ...result }];
}

function asked({ requests, ...row }, python) {
  if (requests?.scenario !== undefined) return python.scenario(requests.scenario);
  return python.request(requests?.row ?? row);
}

async function played({ logs }, play, expect, who) {
  for (const log of Object.values(logs)) log.mark();
  const result = await play();
  const seen = {};
  const watched = expect.seen ?? {};
  for (const [name, lines] of Object.entries(watched)) seen[name] = await logs[name].since(lines.length);
  judge({ ...result, seen }, expect, who);
  return '';
}

async function settle(play, stray) {
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`It took longer than ${LIMIT} ms.`)), LIMIT);
  });
  try {
    const note = (await Promise.race([play(), limit])) ?? '';
    await sleep(0);
    if (stray.length > 0) throw new Error('An error that nobody handled', { cause: stray.shift() });
    return { outcome: 'passed', note };
  } catch (error) {
    if (error instanceof Declared) return { outcome: 'declared', note: error.message };
    return {
      outcome: 'failed',
      note: error instanceof AssertionError ? error.message : (error?.stack ?? String(error)),
    };
  } finally {
    clearTimeout(timer);
    stray.length = 0;
  }
}
