import { fork } from 'node:child_process';
import { once } from 'node:events';

const GIB = 1_073_741_824;

/** Transfers of 1 GiB: CPU time per MiB and growth of memory. */
export async function largeBodies({ origin, uploads, quick }) {
  const size = quick ? GIB / 8 : GIB;
  const rows = [];
  for (const [work, url, goal] of [
    ['download', `${origin}/download/${size}`, 0.95],
    ['upload', uploads, 0.95],
    ['multipart', uploads, null],
  ]) {
    const costs = { req: [], undici: [] };
    const rounds = work === 'multipart' ? 3 : 7;
    for (let round = 0; round < (quick ? 1 : rounds); round++) {
      const order = round % 2 === 0 ? ['req', 'undici'] : ['undici', 'req'];
      for (const client of order) {
        if (work === 'multipart' && client === 'undici') continue;
        costs[client].push(await transfer([client, work, url, String(size)]));
      }
    }
    rows.push(...rowsOf(work, costs, { size, goal }));
  }
  return rows;
}

/** In a new process each, because memory freed by another transfer would hide what this one needs. */
async function transfer(args) {
  const child = fork(new URL('../processes/large-body.mjs', import.meta.url), args);
  const [result] = await Promise.race([once(child, 'message'), once(child, 'exit').then(() => [{ failed: true }])]);
  if (result.failed) throw new Error(`${args.join(' ')} failed`);
  return result;
}

function rowsOf(work, costs, { size, goal }) {
  const mebibytes = size / 1_048_576;
  const named = {
    download: 'download through iterContent()',
    upload: 'streamed upload',
    multipart: 'multipart of a file',
  };
  const title = `${mebibytes} MiB ${named[work]}`;
  const per = (client, unit) => costs[client].map((each) => each[unit] / mebibytes);
  const growth = {
    work: `${title}: growth of memory after its first eighth`,
    own: 'req undici',
    peer: null,
    unit: 'MiB',
    goal: 32,
    ours: { value: costs.req.map((each) => each.grown / 1_048_576) },
    theirs: costs.undici.length > 0 ? { value: costs.undici.map((each) => each.grown / 1_048_576) } : null,
  };
  const rise = {
    ...growth,
    work: `${title}: growth of memory from its start`,
    goal: null,
    ours: { value: costs.req.map((each) => each.risen / 1_048_576) },
    theirs: costs.undici.length > 0 ? { value: costs.undici.map((each) => each.risen / 1_048_576) } : null,
  };
  if (goal === null) return [growth, rise];
  const cost = {
    work: title,
    own: 'req undici',
    peer: 'undici.request',
    unit: 'µs of CPU a MiB',
    goal,
    ours: { cpu: per('req', 'cpu'), wall: per('req', 'wall') },
    theirs: { cpu: per('undici', 'cpu'), wall: per('undici', 'wall') },
  };
  return [cost, growth, rise];
}
