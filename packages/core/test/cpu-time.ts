/** Milliseconds of processor time that the quickest of three runs takes: other work on the machine does not count. */
export function cpuTime(run: () => void): number {
  const times = [1, 2, 3].map(() => {
    const start = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  });
  return Math.min(...times);
}
