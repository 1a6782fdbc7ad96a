/** The longest delay of `setTimeout`, 24.8 days in milliseconds. With a longer one it fires after 1 ms. */
export const LONGEST_TIMER: number = 2 ** 31 - 1;

/**
 * `setTimeout` for delays of any length: fires after `milliseconds`, or after the longest possible delay if that is shorter.
 * When it fires, the caller compares with its own deadline and sets it again while time is left.
 */
export function setLongTimeout(callback: () => void, milliseconds: number): ReturnType<typeof setTimeout> {
  return setTimeout(callback, milliseconds > LONGEST_TIMER ? LONGEST_TIMER : milliseconds);
}

/** Resolves after `milliseconds`, or as soon as the signal fires; leaves neither timer nor listener behind. */
export function sleep(milliseconds: number, signal: AbortSignal | null): Promise<void> {
  return new Promise((resolve) => {
    let left = milliseconds;
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const onTimer = (): void => {
      left -= LONGEST_TIMER;
      if (left > 0) timer = setLongTimeout(onTimer, left);
      else done();
    };
    let timer = setLongTimeout(onTimer, left);
    signal?.addEventListener('abort', done, { once: true });
  });
}
