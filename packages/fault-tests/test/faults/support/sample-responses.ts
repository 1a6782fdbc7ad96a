const FIELDS = [
  'Content-Type: text/plain; charset=utf-8',
  'X-First: one',
  'X-Second: two, three',
  'Set-Cookie: session=abcdef; Path=/',
  'Set-Cookie: theme=dark; Path=/',
  'Cache-Control: no-store',
].join('\r\n');
const BODY = 'The body of this response is sixty-four bytes long, all of them.';

/** Correct responses of about 300 bytes. */
export const SAMPLES = {
  'with a length': `HTTP/1.1 200 Fine\r\n${FIELDS}\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`,
  chunked: [
    `HTTP/1.1 200 Fine\r\n${FIELDS}\r\nTransfer-Encoding: chunked\r\n\r\n`,
    `20\r\n${BODY.slice(0, 32)}\r\n`,
    `20\r\n${BODY.slice(32)}\r\n0\r\n\r\n`,
  ].join(''),
} as const;

export type SampleName = keyof typeof SAMPLES;

export const SAMPLE_NAMES = Object.keys(SAMPLES) as SampleName[];

export { BODY as SAMPLE_BODY };

/** Bytes of the response's head. */
export function headLength(sample: string): number {
  return sample.indexOf('\r\n\r\n') + 4;
}
