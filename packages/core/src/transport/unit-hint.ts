/** No timeout of so few milliseconds is likely to be meant. */
const PROBABLY_SECONDS = 60;

/** The end of a message about a timeout, for those who meant seconds. */
export function unitHint(milliseconds: number | null): string {
  return milliseconds !== null && milliseconds <= PROBABLY_SECONDS ? ' Timeouts are in milliseconds.' : '';
}
