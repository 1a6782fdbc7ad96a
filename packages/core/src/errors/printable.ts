/** How many characters of a server's text are shown in a message. */
const LONGEST = 200;

/**
 * Text from a server, made safe for messages and logs: control characters, which could start a new line or control a
 * terminal, are escaped, and the text is cut off after `longest` characters.
 */
export function printable(text: string, longest: number = LONGEST): string {
  const short = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return short.replace(
    /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
