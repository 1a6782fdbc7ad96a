import { flaskJson } from '../reply/json-reply.ts';
import { emptyReply, type Reply, textReply } from '../reply/reply.ts';
import { any, type Route } from '../router.ts';

const TEAPOT = `
    -=[ teapot ]=-

       _...._
     .'  _ _ \`.
    | ."\` ^ \`". _,
    \\_;\`"---"\`|//
      |       ;/
      \\_     _/
        \`"""\`
`;

const IMAGE_TYPES = ['image/svg+xml', 'image/png', 'image/*'];

/** The reply for a status, with the headers and bodies that httpbin sends with some of them. */
export function statusReply(status: number): Reply {
  switch (status) {
    case 301:
    case 302:
    case 303:
    case 305:
    case 307:
    case 308:
      return emptyReply(status, [['Location', '/redirect/1']]);
    case 401:
      return emptyReply(401, [['WWW-Authenticate', 'Basic realm="Fake Realm"']]);
    case 402:
      return { status, headers: [['x-more-info', 'http://vimeo.com/22053820']], body: Buffer.from('Pay me!') };
    case 406:
      return textReply(
        flaskJson({ message: 'Client did not request a supported media type.', accept: IMAGE_TYPES }),
        'application/json',
        406,
      );
    case 407:
      return emptyReply(407, [['Proxy-Authenticate', 'Basic realm="Fake Realm"']]);
    case 418:
      return { status, headers: [['x-more-info', 'http://tools.ietf.org/html/rfc2324']], body: Buffer.from(TEAPOT) };
    default:
      return emptyReply(status);
  }
}

interface Choice {
  readonly status: number;
  readonly weight: number;
}

/** `200,500:3` → 500 three times as often as 200; `null` when the text is malformed. */
export function parseStatuses(text: string): readonly Choice[] | null {
  const choices: Choice[] = [];
  for (const part of text.split(',')) {
    const [code = '', weight = '1', ...rest] = part.split(':');
    const choice = { status: Number(code), weight: Number(weight) };
    if (rest.length > 0 || !/^\d{3}$/.test(code.trim()) || choice.status < 100) return null;
    if (weight.trim() === '' || !(choice.weight >= 0)) return null;
    choices.push(choice);
  }
  return choices;
}

/** Picks a status by weight; `at` is in [0, 1). */
export function pickStatus(choices: readonly Choice[], at: number): number {
  let rest = at * choices.reduce((sum, choice) => sum + choice.weight, 0);
  for (const { status, weight } of choices) {
    rest -= weight;
    if (rest < 0) return status;
  }
  return choices.at(-1)?.status ?? 200;
}

export const statusRoutes: readonly Route[] = [
  any('/status/:codes', ({ params }) => {
    const choices = parseStatuses(params['codes'] ?? '');
    if (choices === null) return textReply('Invalid status code', undefined, 400);
    return statusReply(pickStatus(choices, Math.random()));
  }),
];
