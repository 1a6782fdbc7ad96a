/**
 * What came of a body that broke off, and then its error: for a transport that was asked for the whole of it. The head
 * is there all the same, and a redirect is followed whatever its body does.
 */
export async function* brokenBody(
  received: readonly Uint8Array[],
  error: unknown,
): AsyncGenerator<Uint8Array, never, undefined> {
  yield* received;
  throw error;
}
