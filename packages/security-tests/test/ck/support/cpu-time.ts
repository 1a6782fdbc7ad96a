/** Coverage counts every statement, and so makes small loops several times as slow. */
const SLOWDOWN = '__coverage__' in globalThis ? 8 : 1;

/**
 * Milliseconds of processor time of the quickest of three runs, roughly without what coverage adds. Once is enough for
 * what is far from every limit.
 */
export function cpuTime(run: () => void): number {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 3; i++) {
    const start = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(start);
    best = Math.min(best, (user + system) / 1000 / SLOWDOWN);
    if (best < 10 || best > 300) break;
  }
  return best;
}
