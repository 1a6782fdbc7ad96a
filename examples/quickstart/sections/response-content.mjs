import { codecs } from '@req/core';
import { step } from '../step.mjs';

export const title = 'Response Content';

export function statements({ requests, github, httpbin }) {
  let r;
  return [
    step(
      async () => {
        r = await requests.get(`${github}/events`);
        return r.text;
      },
      (text) => text.startsWith('[{"repository":{"open_issues":0,"url":"https://github.com/'),
    ),
    step(() => r.encoding, 'utf-8'),
    step(() => /"message":"(.*?)"/.exec(r.text)?.[1], 'naïve café'),
    step(
      () => {
        r.encoding = 'ISO-8859-1';
        return /"message":"(.*?)"/.exec(r.text)?.[1];
      },
      'naÃ¯ve cafÃ©',
      'the next r.text uses the new encoding',
    ),
    step(
      async () => {
        r = await requests.get(`${httpbin}/xml`);
        return r.encoding;
      },
      null,
      'XML names its encoding in its body: find it in r.content, then set it',
    ),
    step(() => {
      r.encoding = /encoding='(.*?)'/.exec(r.content.toString('latin1'))?.[1] ?? null;
      return [r.encoding, r.text.slice(0, 21)];
    }, ['us-ascii', "<?xml version='1.0' e"]),
    step(
      () => {
        codecs.register('shouting', { decode: (bytes) => Buffer.from(bytes).toString().toUpperCase() });
        r.encoding = 'shouting';
        return r.text.slice(0, 21);
      },
      "<?XML VERSION='1.0' E",
      'an encoding of your own, by its name',
    ),
  ];
}
