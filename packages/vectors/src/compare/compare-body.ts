import type { Body } from '../cases/case.ts';
import { describeBytes } from '../record/describe-bytes.ts';
import type { SeenBody } from '../record/seen.ts';
import { type Difference, differ, MISSING } from './difference.ts';

/** Compares bodies: as JSON if the vector has parsed JSON, otherwise byte by byte. Boundaries are already masked. */
export function compareBody(where: string, expected: Body | undefined, seen: SeenBody | undefined): Difference[] {
  const have = seen instanceof Uint8Array ? describeBytes(seen) : seen;
  if (expected === undefined || have === undefined || expected.json === undefined) {
    return differ(where, expected, have);
  }
  const parsed = have.text === undefined ? MISSING : parse(have.text);
  return differ(`${where}.json`, expected.json, parsed === MISSING ? (have.text ?? have) : parsed);
}

/** Number of bytes, or `null` if unknown. */
export function bodyLength(body: SeenBody | undefined): number | null {
  if (body === undefined) return 0;
  if (body instanceof Uint8Array) return body.length;
  if (body.text !== undefined) return Buffer.byteLength(body.text);
  if (body.b64 !== undefined) return Buffer.from(body.b64, 'base64').length;
  return body.length ?? null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return MISSING;
  }
}
