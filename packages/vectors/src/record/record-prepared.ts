import type { PreparedRequest } from '@req/core';
import type { HeaderLine } from '../cases/case.ts';
import { recordBody } from './record-body.ts';
import type { SeenPrepared } from './seen.ts';

export async function recordPrepared(prepared: PreparedRequest, multipart: boolean): Promise<SeenPrepared> {
  return {
    method: prepared.method,
    url: prepared.url,
    headers: headerLines(prepared.headers),
    body: await recordBody(prepared.body, multipart),
  };
}

export function headerLines(headers: Iterable<readonly [string, string]>): HeaderLine[] {
  return [...headers].map(([name, value]) => [name, value]);
}
