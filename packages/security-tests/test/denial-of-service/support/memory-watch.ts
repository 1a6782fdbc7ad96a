const MIB = 1_048_576;

/** Watches the memory; the returned function tells by how many MiB it grew at most. Needs --expose-gc. */
export function watchMemory(): () => number {
  (globalThis as { gc?: () => void }).gc?.();
  const before = process.memoryUsage.rss();
  let most = before;
  const look = (): void => {
    most = Math.max(most, process.memoryUsage.rss());
  };
  const timer = setInterval(look, 5);
  return () => {
    clearInterval(timer);
    look();
    return Math.round((most - before) / MIB);
  };
}
