/** Coverage counts every statement, and so makes small loops several times as slow. */
const SLOWDOWN = '__coverage__' in globalThis ? 8 : 1;

/**
 * Milliseconds of processor time that the quickest of three runs takes: other work on the machine does not count, nor
 * does what coverage adds, roughly.
 */
export function cpuTime(run: () => void): number {
  const times = [1, 2, 3].map(() => {
    const start = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  });
  return Math.min(...times) / SLOWDOWN;
}
