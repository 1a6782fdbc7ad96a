/** Waits until a condition holds, as long as a busy machine may take. */
export async function until(condition: () => boolean, within = 60_000): Promise<void> {
  const end = Date.now() + within;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`Not within ${within} ms: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
