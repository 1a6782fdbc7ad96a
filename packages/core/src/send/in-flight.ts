/** Requests that wait for a response's head: of all sessions. */
let count = 0;

/** So many at a time are load, and nobody's test of one request after the other. */
const MANY = 8;

export function departed(): void {
  count++;
}

export function returned(): void {
  count--;
}

/** True while many requests are under way at the same time. */
export function underLoad(): boolean {
  return count >= MANY;
}
