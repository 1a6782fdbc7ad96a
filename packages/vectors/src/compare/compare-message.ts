import type { Body, HeaderLine } from '../cases/case.ts';
import type { SeenBody } from '../record/seen.ts';
import { hasBoundary, maskBoundary } from './boundary.ts';
import { bodyLength, compareBody } from './compare-body.ts';
import { compareHeaders } from './compare-headers.ts';
import type { Difference } from './difference.ts';
import type { CaseRules } from './rules.ts';

/** Headers and body of a request, prepared or sent. */
export interface Message<B> {
  readonly headers: readonly HeaderLine[];
  readonly body?: B | undefined;
}

export interface MessageContext {
  readonly method: string;
  readonly followsRedirect: boolean;
  /** Only headers were recorded. */
  readonly headersOnly?: boolean;
  /** The request was sent, so the headers may include some that the client adds. */
  readonly sent: boolean;
}

/** Compares headers and body together, because masks in one depend on the other. */
export function compareMessage(
  where: string,
  { expected, seen }: { expected: Message<Body>; seen: Message<SeenBody> },
  { rules, context }: { rules: CaseRules; context: MessageContext },
): Difference[] {
  let body = seen.body;
  let boundary: string | null = null;
  if (hasBoundary(expected.headers, expected.body?.text)) {
    const masked = maskBoundary(bytesOf(body));
    if (masked !== null) {
      boundary = masked.boundary;
      body = body instanceof Uint8Array ? masked.bytes : body;
    }
  }
  const headers = compareHeaders(
    `${where}.headers`,
    { expected: expected.headers, seen: seen.headers },
    {
      exactCase: rules.exactCase,
      bodyLength: bodyLength(seen.body),
      anyLength: expected.body?.json !== undefined,
      zeroIsNone: context.followsRedirect && expected.body === undefined,
      boundary,
      digest: { method: context.method, credentials: rules.credentials },
      mayAdd: (name) => context.sent && rules.mayAdd(name),
    },
  );
  return context.headersOnly === true ? headers : [...headers, ...compareBody(`${where}.body`, expected.body, body)];
}

function bytesOf(body: SeenBody | undefined): Uint8Array {
  if (body instanceof Uint8Array) return body;
  return Buffer.from(body?.text ?? '');
}
