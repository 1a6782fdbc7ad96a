/** How deep causes are followed: a cause may lead back to itself. */
const MAX_DEPTH = 5;

/** What Node's HTTP parser and undici's hang on their errors: the bytes that they could not read, and all around them. */
const RECEIVED = ['data', 'rawPacket'];

interface Foreign {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly cause?: unknown;
  readonly errors?: unknown;
}

/**
 * Takes off a parser's error, wherever it is among the causes, the part of the response that it quotes: a log of the
 * error would have cookies and tokens in it. Errors of any other kind are left as they are.
 */
export function dropReceivedBytes(error: unknown, depth = 0): void {
  if (typeof error !== 'object' || error === null || depth > MAX_DEPTH) return;
  const { name, code, cause, errors } = error as Foreign;
  if (name === 'HTTPParserError' || (typeof code === 'string' && code.startsWith('HPE_'))) {
    for (const property of RECEIVED) Reflect.deleteProperty(error, property);
  }
  dropReceivedBytes(cause, depth + 1);
  if (Array.isArray(errors)) for (const each of errors) dropReceivedBytes(each, depth + 1);
}
