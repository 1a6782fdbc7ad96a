import type { Response } from '@req/core';
import type { Read, ReadResult, ResponseResult } from '../cases/case.ts';
import { recordRead } from './record-read.ts';

/** A response in the format of the vectors, with the results of its reads in order. */
export async function recordResponse(response: Response, reads: readonly Read[]): Promise<ResponseResult> {
  const results: ReadResult[] = [];
  const head = {
    status: response.statusCode,
    reason: response.reason,
    url: response.url,
    ok: response.ok,
    history: response.history.map((past): [number, string] => [past.statusCode, past.url]),
    isRedirect: response.isRedirect,
    isPermanentRedirect: response.isPermanentRedirect,
  };
  for (const read of reads) results.push(await recordRead(response, read));
  return results.length === 0 ? head : { ...head, reads: results };
}
