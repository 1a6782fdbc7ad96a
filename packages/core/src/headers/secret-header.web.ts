/** As on Node by the words in a header's name, but with hardly an exception: more is hidden, never less. */
export const isSecretHeader: typeof import('./secret-header.ts').isSecretHeader = (name) =>
  /auth|cookie|cred|jwt|key|otp|pass|pwd|secret|session|sid|signature|token/i.test(name) &&
  !/^(?:www|proxy)-authenticate$/i.test(name);
