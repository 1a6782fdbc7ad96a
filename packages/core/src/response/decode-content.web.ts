import { ContentTooLarge, UnsupportedByTransport } from '../errors/errors.ts';

type Twin = typeof import('./decode-content.ts');

/**
 * A browser decodes every body itself: only one that was made up can have a coding here.
 * @throws UnsupportedByTransport for a body with a coding, ContentTooLarge beyond `maxBodySize`
 */
export const decodeWhole: Twin['decodeWhole'] = (bytes, codings, { maxBodySize }) => {
  if (codings.length > 0 && bytes.length > 0) throw alreadyDecoded();
  if (maxBodySize !== null && bytes.length > maxBodySize)
    throw new ContentTooLarge(`The body is larger than maxBodySize (${maxBodySize} bytes).`);
  return bytes;
};

/** Never called without codings. @throws UnsupportedByTransport */
export const decodeStream: Twin['decodeStream'] = () => {
  throw alreadyDecoded();
};

function alreadyDecoded(): UnsupportedByTransport {
  return new UnsupportedByTransport('browser', 'raw-body', {
    reason: 'a browser decodes bodies itself, so there is no decoder here: leave the Content-Encoding out',
  });
}
