import type { Reply } from '../cases/case.ts';
import type { Draft } from './draft.ts';
import type { Random } from './random.ts';
import { head } from './replies.ts';
import { setCookie } from './set-cookies.ts';
import { pathAndMore } from './urls.ts';

const RELATIVE = [
  'x;p=1?q',
  'b',
  'b?c=d',
  './b',
  '../b',
  '../../../b',
  '.',
  '..',
  '?r=2',
  '#frag',
  '',
  'a//b',
  '?',
  '/',
  './/b',
];
const KEEPING = ['307 Temporary Redirect', '308 Permanent Redirect', '307 '];
const REFUSED = [
  'file:///etc/hostname',
  'http://localhost:99999/',
  'javascript:alert(1)',
  'mailto:a@b.test',
  'http://',
];

/** A redirect. `anywhere`: also to other ports and hosts. */
export function redirect(random: Random, draft: Draft, anywhere: boolean): Reply {
  const status = random.pick(['301 Moved Permanently', '302 Found', '303 See Other', '302 Moved', ...KEEPING]);
  const cookies = draft.setsCookies && random.chance(0.5) ? [`Set-Cookie: ${setCookie(random, draft)}`] : [];
  const body = draft.head || random.chance(0.6) ? '' : 'moved';
  const lines = [`${random.pick(['Location', 'location'])}: ${location(random, draft, anywhere)}`, ...cookies];
  return { raw: `${head(status, [...lines, `Content-Length: ${body.length}`])}${body}` };
}

function location(random: Random, draft: Draft, anywhere: boolean): string {
  // Two leading slashes would name a host.
  const there = (): string => asHeader(pathAndMore(random, draft).replace(/^\/{2,}/, '/'));
  return random.choose<string>([
    [3, there],
    [2, () => relative(random, draft)],
    [1.5, () => `${draft.proxied ? 'http://www.host.test' : '{A}'}${there()}`],
    [anywhere ? 2 : 0, () => `${elsewhere(random, draft)}${there()}`],
    [anywhere ? 0.5 : 0, () => `${elsewhere(random, draft).replace('http:', '')}${there()}`],
    [
      0.15,
      () => {
        draft.mayFail = true;
        return random.pick(REFUSED);
      },
    ],
  ]);
}

function relative(random: Random, draft: Draft): string {
  const target = random.pick(draft.digest ? RELATIVE.slice(1) : RELATIVE);
  // An empty Location is not followed, so the following replies are not used.
  if (target === '') draft.mayFail = true;
  return target;
}

function elsewhere(random: Random, draft: Draft): string {
  if (draft.looseCookies) return draft.proxied ? 'http://www.host.test' : 'http://{A.netloc}';
  if (draft.proxied) return random.pick(['http://www.host.test:81', 'http://b.host.test', 'http://other.test']);
  if (random.chance(0.7)) return 'http://{B.netloc}';
  draft.needs.add('second-loopback');
  return 'http://{C.netloc}';
}

/** Text as header bytes, in UTF-8. */
function asHeader(text: string): string {
  return Buffer.from(text).toString('latin1');
}
