import type { Body, Case, HeaderLine, Result, WireRequest } from '../src/cases/case.ts';
import { fill } from '../src/cases/placeholders.ts';
import { digestFields, digestResponse } from '../src/compare/compare-digest.ts';
import type { Seen, SeenBody, SeenRequest, SeenResult } from '../src/record/seen.ts';

const ORIGINS = {
  A: 'http://127.0.0.1:4001',
  B: 'http://127.0.0.1:4002',
  C: 'http://127.0.0.2:4001',
  L: 'http://localhost:4001',
  Z: 'http://127.0.0.1:4003',
  HOME: '/tmp/home',
};

const BOUNDARY = '0123456789abcdef';

/** A case with its placeholders replaced. */
export function filled(given: Case): Case {
  return fill(given, ORIGINS);
}

/** What would be observed if everything happened as recorded: the expectation, with real values for its masks. */
export function expectationAsSeen(played: Case): Seen {
  const credentials = findCredentials([played.session, played.steps]);
  const wire = played.expect.wire.map((request): SeenRequest => {
    const method = request.line.split(' ')[0] as string;
    return {
      ...message(request, (value) => authorizationFor(value, method, credentials)),
      at: request.at,
      line: request.line,
      framing: request.framing,
    };
  });
  return { wire, results: played.expect.results.map(resultAsSeen) };
}

function resultAsSeen(result: Result): SeenResult {
  if (result.prepared === undefined) return result as SeenResult;
  const { method, url } = result.prepared;
  return { ...result, prepared: { method, url, ...message(result.prepared, (value) => value) } };
}

function message(
  { headers, body }: Pick<WireRequest, 'headers' | 'body'>,
  authorization: (value: string) => string,
): { headers: HeaderLine[]; body: SeenBody | undefined } {
  const seen = bodyAsSeen(body);
  const bytes = seen instanceof Uint8Array ? seen.length : (seen as Body | undefined)?.length;
  const lines = headers.map(([name, value]): HeaderLine => {
    if (value === '{UA}') return [name, 'req/1'];
    if (value === '{AE}') return [name, 'gzip'];
    if (value === '{LEN}') return [name, String(bytes)];
    if (name === 'Content-Type' && seen instanceof Uint8Array)
      return [name, value.replace('=BOUNDARY', `=${BOUNDARY}`)];
    return [name, value.startsWith('Digest ') ? authorization(value) : value];
  });
  return { headers: lines, body: seen };
}

function bodyAsSeen(body: Body | undefined): SeenBody | undefined {
  if (body?.text === undefined && body?.b64 === undefined) return body;
  const bytes = body.text === undefined ? Buffer.from(body.b64 ?? '', 'base64') : Buffer.from(body.text);
  return Buffer.from(bytes.toString('latin1').replaceAll('--BOUNDARY', `--${BOUNDARY}`), 'latin1');
}

function authorizationFor(header: string, method: string, [given]: { user: string; pass: string }[]): string {
  const real = header.replace('cnonce="*"', 'cnonce="00ff"').replace('response="*"', 'response="00ff"');
  const fields = digestFields(real);
  if (fields === null || given === undefined) return real;
  return real.replace('{VALID}', digestResponse(fields, given, method) ?? '');
}

function findCredentials(value: unknown): { user: string; pass: string }[] {
  if (typeof value !== 'object' || value === null) return [];
  if ((value as { $auth?: string }).$auth === 'digest') return [value as { user: string; pass: string }];
  return Object.values(value).flatMap(findCredentials);
}
