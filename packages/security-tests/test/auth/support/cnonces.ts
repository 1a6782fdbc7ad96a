import { expect, jest } from '@jest/globals';
import { HTTPDigestAuth, Request, Response } from '@req/core';

/** Makes a function that draws a cnonce. */
export type Drawing = () => Promise<() => string>;

/** Draws from the responses to one nonce: each has its own cnonce. */
export const digestDraws: Drawing = async () => {
  const auth = new HTTPDigestAuth('u', 'p');
  const prepared = await new Request('GET', 'http://a.test/').prepare();
  const flow = auth.authFlow(prepared, { redirected: false });
  flow.next();
  const headers = [['WWW-Authenticate', 'Digest realm="r", nonce="n", qop="auth", opaque="o"']] as const;
  flow.next(new Response({ statusCode: 401, headers }));
  return () => {
    const { value } = auth.authFlow(prepared, { redirected: false }).next();
    return /cnonce="([^"]*)"/.exec(value?.headers.get('Authorization') ?? '')?.[1] ?? '';
  };
};

/** Expects that many draws to be distinct, to have at least 64 bits, and not to come from `Math.random`. */
export async function expectUnpredictable(drawing: Drawing, draws: number): Promise<void> {
  const random = jest.spyOn(Math, 'random').mockReturnValue(0);
  try {
    const draw = await drawing();
    const drawn = new Set<string>();
    for (let i = 0; i < draws; i++) drawn.add(draw());
    expect(drawn.size).toBe(draws);
    // 64 bits are 16 hexadecimal digits. Each must vary: every value occurs.
    const some = [...drawn].slice(0, 1000);
    const [first = ''] = some;
    expect(first).toMatch(/^[0-9a-f]{16,}$/);
    for (let i = 0; i < first.length; i++) expect(new Set(some.map((text) => text[i])).size).toBe(16);
    expect(random).not.toHaveBeenCalled();
  } finally {
    random.mockRestore();
  }
}

/** A vulnerable client's draws. */
export const mathRandomDraws: Drawing = async () => () => Math.random().toString(16).padEnd(16, '0');
