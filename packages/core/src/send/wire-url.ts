import { repairWireUrl } from '#on-demand/send/repair-wire-url';
import { isSendable } from '../url/is-normalized.ts';

/**
 * The URL as it goes on the wire: without fragment and userinfo, path and query repaired once more as urllib3 does (a
 * redirect's URL may still hold what no request line can), and without the question mark of an empty query.
 * @throws InvalidURL when what was put in the place of a prepared URL names no host, or one that cannot be
 */
export function wireUrl(url: string): string {
  return isSendable(url) ? url : repairWireUrl(url);
}
