import { expect } from '@jest/globals';

/** What keeps a process alive and is none of a test runner's: sockets, servers, requests to the system, timers. */
const WATCHED = /^(?:TCP|TLS|Pipe|GetAddrInfo|ConnectWrap|ShutdownWrap|WriteWrap|Timeout|Immediate)/;

/** How much of each is held now. */
export function resourcesHeld(): Readonly<Record<string, number>> {
  const held: Record<string, number> = {};
  for (const name of process.getActiveResourcesInfo()) {
    if (WATCHED.test(name)) held[name] = (held[name] ?? 0) + 1;
  }
  return held;
}

/** Waits a moment, for what is being closed, and then expects that nothing more is held than before. */
export async function resourcesReleased(before: Readonly<Record<string, number>>, ms = 60_000): Promise<void> {
  const end = performance.now() + ms;
  while (more(before).length > 0 && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 2));
  expect(more(before)).toEqual([]);
}

function more(before: Readonly<Record<string, number>>): string[] {
  return Object.entries(resourcesHeld())
    .filter(([name, count]) => count > (before[name] ?? 0))
    .map(([name, count]) => `${name}: ${before[name] ?? 0} before, ${count} now`);
}
