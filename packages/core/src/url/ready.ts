// The URLs of every day are already as they go out: checked by one expression, parsed by none.

const PATH = "[A-Za-z0-9_~!$&'()*+,;=:@./-]*";
const QUERY = "[A-Za-z0-9_~!$&'()*+,;=:@./?-]*";
/** Any, in upper case. */
const ESCAPE = '%[0-9A-F]{2}';
/** Those of characters that have to be escaped: others are decoded. */
const NEEDED = '%(?:[0189A-F][0-9A-F]|2[0-9A-CF]|3[A-F]|[46]0|5[B-E]|7[B-DF])';

const PREPARED = new RegExp(
  `^https?://[a-z0-9][a-z0-9._-]*(?::(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}))?/(?![/.])${PATH}(?:${NEEDED}${PATH})*` +
    `(?:\\?(?!$)${QUERY}(?:${NEEDED}${QUERY})*)?$`,
);

/** True for a URL that `prepareUrl` would not change. */
export function isPrepared(url: string): boolean {
  return PREPARED.test(url) && !url.includes('/.');
}

const ON_WIRE = new RegExp(
  `^https?://[a-z0-9._-]+(?::[0-9]{1,5})?/${PATH}(?:${ESCAPE}${PATH})*(?:\\?(?!$)${QUERY}(?:${ESCAPE}${QUERY})*)?$`,
);

/** True for a prepared URL that goes out as it stands. */
export function isOnWire(url: string): boolean {
  return ON_WIRE.test(url);
}
