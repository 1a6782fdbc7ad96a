/** Characters that a server may write into a message: the rest goes into no log. */
const LONGEST = 200;

/**
 * A server's words, fit for messages and logs: control characters, which could begin a line of their own or steer a
 * terminal, are escaped; what is beyond `longest` characters is left out.
 */
export function printable(text: string, longest: number = LONGEST): string {
  const short = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return short.replace(
    /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
