// The URLs of every day are already as they go out: checked by one expression, parsed by none.

/** Of escapes those of characters that have to be escaped: others are decoded. */
const PREPARED =
  /^https?:\/\/[a-z0-9][a-z0-9._-]*(?::(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}))?\/(?![/.])[A-Za-z0-9_~!$&'()*+,;=:@./-]*(?:%(?:[0189A-F][0-9A-F]|2[0-9A-CF]|3[A-F]|[46]0|5[B-E]|7[B-DF])[A-Za-z0-9_~!$&'()*+,;=:@./-]*)*(?:\?(?!$)[A-Za-z0-9_~!$&'()*+,;=:@./?-]*(?:%(?:[0189A-F][0-9A-F]|2[0-9A-CF]|3[A-F]|[46]0|5[B-E]|7[B-DF])[A-Za-z0-9_~!$&'()*+,;=:@./?-]*)*)?$/;

/**
 * False for a host that has to be looked at: with a label, or all of it, longer than a name may be, or an empty label.
 */
function hasUsualHost(url: string): boolean {
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
export function isNormalized(url: string): boolean {
  return PREPARED.test(url) && !url.includes('/.') && hasUsualHost(url);
}

const ON_WIRE =
  /^https?:\/\/[a-z0-9._-]+(?::[0-9]{1,5})?\/[A-Za-z0-9_~!$&'()*+,;=:@./-]*(?:%[0-9A-F]{2}[A-Za-z0-9_~!$&'()*+,;=:@./-]*)*(?:\?(?!$)[A-Za-z0-9_~!$&'()*+,;=:@./?-]*(?:%[0-9A-F]{2}[A-Za-z0-9_~!$&'()*+,;=:@./?-]*)*)?$/;

/** True for a prepared URL that goes out as it stands. */
export function isSendable(url: string): boolean {
  return ON_WIRE.test(url) && hasUsualHost(url);
}
