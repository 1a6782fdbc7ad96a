import { memoizeLast } from '../lang/memoize-last.ts';

// Fast path: most URLs are normalized already. They match one regular expression and are not parsed.

/** Percent-encoded are only characters that have to be: other escapes would be decoded. */
const NORMALIZED =
  /^https?:\/\/[a-z0-9][a-z0-9._-]*(?::(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}))?\/(?![/.])[A-Za-z0-9_~!$&'()*+,;=:@./-]*(?:%(?:[0189A-F][0-9A-F]|2[0-9A-CF]|3[A-F]|[46]0|5[B-E]|7[B-DF])[A-Za-z0-9_~!$&'()*+,;=:@./-]*)*(?:\?(?!$)[A-Za-z0-9_~!$&'()*+,;=:@./?-]*(?:%(?:[0189A-F][0-9A-F]|2[0-9A-CF]|3[A-F]|[46]0|5[B-E]|7[B-DF])[A-Za-z0-9_~!$&'()*+,;=:@./?-]*)*)?$/;

/** False for a host with an empty label, or with more characters in a label or in all than DNS allows. */
function hasValidLabels(url: string): boolean {
  let label = 0;
  const start = url.indexOf('//') + 2;
  for (let i = start; i < url.length; i++) {
    const c = url.charCodeAt(i);
    if (c === 0x2f || c === 0x3a) return i - start <= 253;
    if (c !== 0x2e) {
      if (++label > 63) return false;
    } else if (label === 0) return false;
    else label = 0;
  }
  return true;
}

/** True for a URL that `prepareUrl` would not change. */
export const isNormalized: (url: string) => boolean = memoizeLast(
  (url) => NORMALIZED.test(url) && !url.includes('/.') && hasValidLabels(url),
);

const SENDABLE =
  /^https?:\/\/[a-z0-9._-]+(?::[0-9]{1,5})?\/[A-Za-z0-9_~!$&'()*+,;=:@./-]*(?:%[0-9A-F]{2}[A-Za-z0-9_~!$&'()*+,;=:@./-]*)*(?:\?(?!$)[A-Za-z0-9_~!$&'()*+,;=:@./?-]*(?:%[0-9A-F]{2}[A-Za-z0-9_~!$&'()*+,;=:@./?-]*)*)?$/;

/** True for a prepared URL that is sent as it is: without userinfo, fragment, or a character that must be encoded. */
export const isSendable: (url: string) => boolean = memoizeLast((url) => SENDABLE.test(url) && hasValidLabels(url));
