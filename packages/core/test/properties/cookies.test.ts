import { expect, test } from '@jest/globals';
import { CookieJar } from '@req/core';
import fc from 'fast-check';
import { CookieJar as ToughJar } from 'tough-cookie';

const HOSTS = ['a.test', 'www.a.test', 'b.test', 'x.www.a.test'];
const PATHS = ['/', '/x', '/x/y', '/xy'];

const line = fc
  .record({
    name: fc.constantFrom('a', 'b', 'c'),
    value: fc.stringMatching(/^[a-z0-9]{0,5}$/),
    domain: fc.constantFrom(
      '',
      '; Domain=a.test',
      '; domain=.a.test',
      '; Domain=www.a.test',
      '; Domain=b.test',
      '; Domain=test',
    ),
    path: fc.constantFrom('', '; Path=/', '; path=/x', '; Path=/x/', '; Path=relative'),
    age: fc.constantFrom('', '; Max-Age=100', '; Max-Age=0', '; Expires=Thu, 01 Jan 1970 00:00:01 GMT'),
    secure: fc.constantFrom('', '; Secure'),
  })
  .map(({ name, value, domain, path, age, secure }) => `${name}=${value}${domain}${path}${age}${secure}`);

const url = fc
  .record({
    scheme: fc.constantFrom('http', 'https'),
    host: fc.constantFrom(...HOSTS),
    path: fc.constantFrom(...PATHS),
  })
  .map(({ scheme, host, path }) => `${scheme}://${host}${path}`);

test('cookies are kept and sent as tough-cookie keeps and sends them', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(url, line), { maxLength: 12 }),
      fc.array(url, { minLength: 1, maxLength: 6 }),
      (stored, asked) => {
        const ours = new CookieJar();
        const theirs = new ToughJar(undefined, { allowSecureOnLocal: false });
        for (const [from, text] of stored) {
          // Secure over http is refused by RFC 6265bis §5.7; tough-cookie takes it.
          if (from.startsWith('http:') && text.includes('Secure')) continue;
          // tough-cookie lets http overwrite what https marked Secure.
          if (from.startsWith('http:') && stored.some(([, other]) => other.includes('Secure'))) continue;
          ours.store(from, [text]);
          theirs.setCookieSync(text, from, { ignoreError: true });
        }
        const sorted = (header: string): string[] => header.split('; ').filter(Boolean).sort();
        for (const to of asked) expect(sorted(ours.cookieHeader(to))).toEqual(sorted(theirs.getCookieStringSync(to)));
      },
    ),
    { numRuns: 300 },
  );
});
