/** A parsed Set-Cookie line, before the jar decides whether to accept it. */
export interface ParsedCookie {
  readonly name: string;
  readonly value: string;
  /** In lower case, without a leading dot; `null` if missing. */
  readonly domain: string | null;
  /** `null` if missing or not starting with a slash. */
  readonly path: string | null;
  readonly secure: boolean;
  readonly httpOnly: boolean;
  readonly sameSite: 'strict' | 'lax' | 'none' | null;
  /** Milliseconds since 1970, from `Max-Age` or else `Expires`; `Infinity` without either. */
  readonly expires: number;
}
