/** White space, a tag without attributes, a word of letters, a status code, or punctuation. */
const PIECE =
  /\s+|<[!/]?[a-z][a-z0-9]{0,15}(?: html)?\/?>|(?:[a-z]{1,16}|[1-5]\d\d)(?=[.,:;!?]?(?:\s|<|$))|[.,:;!?](?=\s|<|$)/iy;
const LONGEST = 60;
/** What follows such a word may be a secret. */
const BEFORE_SECRET = /token|secret|pass|pwd|key|auth|bearer|basic|credential|session|cookie|signature|login|code/i;

/**
 * The beginning of a body that is not JSON, for a message: `<!DOCTYPE html><html>` or `Bad Gateway` says more than the
 * position of an error. It ends before anything that may be a secret: a word with a digit or symbol in it, a long one, an
 * attribute of a tag, whatever follows a word like `token`. Nothing is shown of what looks like JSON.
 */
export function shownBeginning(text: string): string {
  let shown = '';
  PIECE.lastIndex = 0;
  for (;;) {
    const end: number = PIECE.lastIndex;
    const piece = PIECE.exec(text)?.[0].replace(/^\s+$/, ' ');
    if (piece === undefined || shown.length + piece.length > LONGEST || BEFORE_SECRET.test(piece))
      return shown.trim() === '' ? '' : `${shown.trim()}${end < text.trimEnd().length ? '…' : ''}`;
    shown += piece;
  }
}
