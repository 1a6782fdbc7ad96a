import { step } from '../step.mjs';

export const title = 'Binary Response Content';

export function statements({ requests, github, httpbin }) {
  let r;
  return [
    step(
      async () => {
        r = await requests.get(`${github}/events`);
        return r.content;
      },
      (content) => content.toString('latin1').startsWith('[{"repository":{"open_issues":0,"url":"https://github.com/'),
    ),
    step(
      () => [r.headers.get('content-encoding'), r.content.toString('utf8', 0, 15)],
      ['gzip', '[{"repository":'],
      'gzip and deflate are decoded for you',
    ),
    step(async () => {
      r = await requests.get(`${httpbin}/deflate`);
      return [r.headers.get('content-encoding'), r.json().deflated];
    }, ['deflate', true]),
    step(
      async () => {
        r = await requests.get(`${httpbin}/image/png`);
        return r.content.subarray(0, 8);
      },
      (bytes) => bytes.equals(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')),
      'an image from binary data: its signature, and its width and height',
    ),
    step(
      () => [r.content.readUInt32BE(16), r.content.readUInt32BE(20)],
      ([width, height]) => width > 0 && width < 10_000 && height > 0 && height < 10_000,
    ),
  ];
}
