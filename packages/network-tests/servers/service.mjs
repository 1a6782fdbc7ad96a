import { spawn } from 'node:child_process';
import { openSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const running = new Set();

/** A shell around each server: when this process is gone, however it ended, the server's whole group goes too. */
const GUARD = '"$@" </dev/null & read -r _; trap "" TERM; kill -TERM 0; sleep 1; kill -KILL 0';

/**
 * Starts a server in a process group of its own and waits until its port answers. What it prints goes into `log`.
 * @throws Error with the end of its log when it does not come up within ten seconds.
 */
export async function startService({ name, command, args, port, log, env = {}, cwd = '/' }) {
  const out = openSync(log, 'a');
  const child = spawn('/bin/sh', ['-c', GUARD, 'sh', command, ...args], {
    detached: true,
    cwd,
    env: { PATH: process.env.PATH, LANG: 'C.UTF-8', ...env },
    stdio: ['pipe', out, out],
  });
  let failure = null;
  child.once('error', (error) => {
    failure = error.message;
  });
  child.once('exit', (code, signal) => {
    failure = `it ended with ${signal ?? code}`;
  });
  running.add(child);
  child.stdin.on('error', () => {});
  for (let i = 0; i < 200; i++) {
    if (failure !== null) break;
    if (await answers(port)) return;
    await sleep(50);
  }
  throw new Error(
    `${name} does not answer: ${failure ?? 'no reason known'}\n${readFileSync(log, 'utf8').slice(-2000)}`,
  );
}

/** Stops every server that was started: asked first, then without asking. */
export async function stopServices() {
  for (const child of running) signalGroup(child, 'SIGTERM');
  const deadline = Date.now() + 2000;
  while (Date.now() < deadline && [...running].some(isAlive)) await sleep(20);
  killServices();
}

/** For the last moment of the process, when nothing can be waited for. */
export function killServices() {
  for (const child of running) signalGroup(child, 'SIGKILL');
  running.clear();
}

function isAlive(child) {
  return child.exitCode === null && child.signalCode === null;
}

/** The whole group: helpers and workers too. */
function signalGroup(child, signal) {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // All of it is gone.
  }
}

function answers(port) {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const settle = (answered) => () => {
      socket.destroy();
      resolve(answered);
    };
    socket.once('connect', settle(true));
    socket.once('error', settle(false));
  });
}
