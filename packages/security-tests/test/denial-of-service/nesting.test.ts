import { expect } from '@jest/globals';
import { RequestException, Session, type Transport } from '@req/core';
import { scripted } from '../framing/support/scripted.ts';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';

const script = scripted();
const DEEP = 100_000;

function nested(wrap: (inner: unknown) => unknown): unknown {
  let value: unknown = null;
  for (let depth = 0; depth < DEEP; depth++) value = wrap(value);
  return value;
}

const OBJECTS = nested((a) => ({ a }));
const LISTS = nested((inner) => [inner]);
const MIXED = nested((inner) => [{ inner }]);

type Send = (options: object) => Promise<unknown>;

/** Excessive nesting is one typed error, or is sent as Requests writes it; the stack does not overflow. */
async function expectTyped(send: Send): Promise<void> {
  for (const value of [OBJECTS, LISTS, MIXED]) {
    for (const options of [
      { json: value },
      { json: { value, nothing: null } },
      { params: { value } },
      { data: { value } },
      { data: { value }, files: { file: 'x' } },
      { params: value },
      { data: value },
    ]) {
      try {
        await send(options);
      } catch (error) {
        // A value of the wrong type is a programming error, and reported as one.
        const typed = error instanceof RequestException || error instanceof TypeError;
        expect({ option: Object.keys(options)[0], error: typed ? 'typed' : String(error) }).toMatchObject({
          error: 'typed',
        });
      }
    }
    await expect(send({ json: value })).rejects.toThrow(RequestException);
  }
}

function sending(transport: Transport): Send {
  const session = new Session({ transport, trustEnv: false });
  return (options) => {
    script.server.play([]);
    return session.post(script.server.origins.A, options);
  };
}

describeRow(['DS-12', 'DS-13'], () => {
  overTransports(({ transport }) => expectTyped(sending(transport)));
  expectVulnerable('recurses without a limit', () => {
    const down = (value: unknown): string =>
      typeof value === 'object' && value !== null ? Object.values(value).map(down).join('&') : String(value);
    return expectTyped(async (options) => down(options));
  });
});
