import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const ESTABLISHED = '01';

/** The number of client connections on this machine to a port of loopback. */
export function openConnections(port) {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0');
  const lines = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((path) => readFileSync(path, 'utf8').split('\n').slice(1));
  return lines.filter((line) => {
    const [, , remote, state] = line.trim().split(/\s+/);
    return state === ESTABLISHED && remote?.endsWith(`:${wanted}`);
  }).length;
}

/** Waits up to `ms` for there to be `count` connections, and returns their number. */
export async function waitForConnections(port, count, ms = 500) {
  const deadline = performance.now() + ms;
  while (openConnections(port) !== count && performance.now() < deadline) await sleep(10);
  return openConnections(port);
}
