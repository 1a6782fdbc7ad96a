import { expect } from '@jest/globals';

/** Resources that keep a process alive and that no test runner holds: sockets, servers, system requests, timers. */
const WATCHED = /^(?:TCP|TLS|Pipe|GetAddrInfo|ConnectWrap|ShutdownWrap|WriteWrap|Timeout|Immediate)/;

/** The number of resources held now, by kind. */
export function resourcesHeld(): Readonly<Record<string, number>> {
  const held: Record<string, number> = {};
  for (const name of process.getActiveResourcesInfo()) {
    if (WATCHED.test(name)) held[name] = (held[name] ?? 0) + 1;
  }
  return held;
}

/** Expects that, possibly after a moment, no more resources are held than before. */
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
