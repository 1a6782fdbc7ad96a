/**
 * The minor versions of undici that the tests of this package passed over: first and last of each major version. In them,
 * undici writes requests to a socket and reads responses from it in the way that `Http1Socket` relies on.
 */
export const TESTED_UNDICI: readonly (readonly [first: string, last: string])[] = [
  ['7.0', '7.30'],
  ['8.0', '8.13'],
];
