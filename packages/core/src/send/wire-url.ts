import { repairWireUrl } from '#on-demand/send/repair-wire-url';
import { isSendable } from '../url/is-normalized.ts';
import { LONGEST_KEPT } from '../url/url-parts.ts';

let lastReady: string | null = null;

/**
 * The URL as it goes on the wire: without fragment and userinfo, path and query repaired once more as urllib3 does (a
 * redirect's URL may still hold what no request line can), and without the question mark of an empty query.
 * @throws InvalidURL when what was put in the place of a prepared URL names no host, or one that cannot be
 */
export function wireUrl(url: string): string {
  if (url === lastReady) return url;
  if (isSendable(url)) {
    if (url.length <= LONGEST_KEPT) lastReady = url;
    return url;
  }
  return repairWireUrl(url);
}
