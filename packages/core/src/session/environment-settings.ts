import { environment } from '#platform';
import type { Verify } from '../send/settings.ts';

/** `REQUESTS_CA_BUNDLE`, else `CURL_CA_BUNDLE`: the path of a bundle or directory to verify with. */
export function environmentVerify(): Verify | undefined {
  const env = environment();
  return env['REQUESTS_CA_BUNDLE'] || env['CURL_CA_BUNDLE'] || undefined;
}
