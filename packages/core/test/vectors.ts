import { readFileSync } from 'node:fs';

/** A case of the recorded vectors: the parts that these tests use. */
export interface VectorCase {
  readonly id: string;
  readonly needs?: readonly string[];
  readonly replies?: readonly { readonly raw?: string; readonly parts?: readonly unknown[] }[];
  readonly steps: readonly { readonly read?: readonly unknown[]; readonly call?: { readonly method?: string } }[];
  readonly expect: { readonly results: readonly VectorResult[] };
}

export interface VectorRead {
  readonly read: unknown;
  readonly value?: unknown;
  readonly error?: { readonly class: string; readonly isA: readonly string[] };
}

export interface VectorResult {
  readonly response?: { readonly reads?: readonly VectorRead[] };
  readonly error?: { readonly class: string; readonly isA: readonly string[] };
}

/** Words of cases that req differs from on purpose (see docs/differences.md). */
const NOT_CLAIMED = new Set([
  'quirk',
  'python',
  'python-splitlines',
  'lenient-parser',
  'strict-parser',
  'chunk-boundaries',
  'header-limit',
]);

const DECIDED = JSON.parse(
  readFileSync(new URL('../../../conformance/decided.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, { readonly skip?: boolean }>>;

/** The cases of a group that req claims to match. */
export function vectorCases(group: string): VectorCase[] {
  const url = new URL(`../../../conformance/vectors/${group}.json`, import.meta.url);
  const { cases } = JSON.parse(readFileSync(url, 'utf8')) as { cases: VectorCase[] };
  return cases.filter(
    (one) => DECIDED[one.id]?.skip !== true && !(one.needs ?? []).some((word) => NOT_CLAIMED.has(word)),
  );
}

/** Header lines and body bytes of a scripted reply. */
export function splitReply(raw: string): { headers: [string, string][]; body: Uint8Array } {
  const end = raw.indexOf('\r\n\r\n');
  const headers = raw
    .slice(0, end)
    .split('\r\n')
    .slice(1)
    .map((line): [string, string] => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1).trim()];
    });
  let body = raw.slice(end + 4);
  if (headers.some(([name, value]) => /^transfer-encoding$/i.test(name) && /chunked/i.test(value))) body = join(body);
  return { headers, body: new Uint8Array(Buffer.from(body, 'latin1')) };
}

function join(chunked: string): string {
  let out = '';
  let at = 0;
  for (;;) {
    const line = chunked.indexOf('\r\n', at);
    const size = Number.parseInt(chunked.slice(at, line), 16);
    if (!(size > 0)) return out;
    out += chunked.slice(line + 2, line + 2 + size);
    at = line + 4 + size;
  }
}

/** Bytes in the notation of the vectors. */
export function recordedBytes(bytes: Uint8Array): unknown {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { b64: Buffer.from(bytes).toString('base64') };
  }
}
