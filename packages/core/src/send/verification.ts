import { environment } from '#platform';
import { variable } from '../platform/variable.ts';
import type { SendSettings, Verify } from './settings.ts';

/**
 * What to verify with: the settings, or else `REQUESTS_CA_BUNDLE` or `CURL_CA_BUNDLE`, the path of a bundle or
 * directory. Asked when it matters only: looking at the environment costs a plain http request a fiftieth of its time.
 */
export function verification({ verify, trustEnv }: SendSettings): Verify | undefined {
  if (verify !== undefined || !trustEnv) return verify;
  const env = environment();
  return variable(env, 'REQUESTS_CA_BUNDLE') || variable(env, 'CURL_CA_BUNDLE') || undefined;
}
