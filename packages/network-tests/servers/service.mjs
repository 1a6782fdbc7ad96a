import { spawn } from 'node:child_process';
import { openSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const running = new Set();

/** A shell around each server that stops the server's process group when this process ends, however it ends. */
const WATCHDOG = '"$@" </dev/null & read -r _; trap "" TERM; kill -TERM 0; sleep 1; kill -KILL 0';

/**
 * Starts a server in its own process group and waits until its port accepts connections. Its output goes to `log`.
 * @throws Error with the end of the log if it does not start within ten seconds.
 */
export async function startService({ name, command, args, port, log, env = {}, cwd = '/' }) {
  const out = openSync(log, 'a');
  const child = spawn('/bin/sh', ['-c', WATCHDOG, 'sh', command, ...args], {
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
    failure = `it exited with ${signal ?? code}`;
  });
  running.add(child);
  child.stdin.on('error', () => {});
  for (let i = 0; i < 200; i++) {
    if (failure !== null) break;
    if (await acceptsConnections(port)) return;
    await sleep(50);
  }
  throw new Error(`${name} did not start: ${failure ?? 'no connection'}\n${readFileSync(log, 'utf8').slice(-2000)}`);
}

/** Stops all servers: SIGTERM, then SIGKILL after two seconds. */
export async function stopServices() {
  for (const child of running) signalGroup(child, 'SIGTERM');
  const deadline = Date.now() + 2000;
  while (Date.now() < deadline && [...running].some(isAlive)) await sleep(20);
  killServices();
}

/** Kills all servers at once, for the process's exit handler. */
export function killServices() {
  for (const child of running) signalGroup(child, 'SIGKILL');
  running.clear();
}

function isAlive(child) {
  return child.exitCode === null && child.signalCode === null;
}

/** Signals the server and its workers. */
function signalGroup(child, signal) {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is gone already.
  }
}

function acceptsConnections(port) {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const settle = (accepted) => () => {
      socket.destroy();
      resolve(accepted);
    };
    socket.once('connect', settle(true));
    socket.once('error', settle(false));
  });
}
