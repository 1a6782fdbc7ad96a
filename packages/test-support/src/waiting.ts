/** Generous: it ends a hang, and is not meant to be reached on a busy machine. */
const PATIENCE_MS = 60_000;

/** Resolves once `condition` holds; rejects if it does not within `ms`. For what no event announces. */
export async function eventually(
  condition: () => boolean,
  what: string = condition.toString(),
  ms: number = PATIENCE_MS,
): Promise<void> {
  const end = performance.now() + ms;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`Not within ${ms} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** The outcome of `promise`; rejects if there is none within `ms`. */
export async function within<T>(promise: Promise<T>, ms: number = PATIENCE_MS): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`No outcome within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** What `promise` rejects with; throws if it resolves. */
export async function failure<T = Error>(promise: Promise<unknown>): Promise<T> {
  try {
    await promise;
  } catch (error) {
    return error as T;
  }
  throw new Error('The promise did not reject');
}
