import { step } from '../step.mjs';

export const title = 'Passing Parameters In URLs';

export function statements({ requests, httpbin }) {
  let r;
  return [
    step(async () => {
      const payload = { key1: 'value1', key2: 'value2' };
      r = await requests.get(`${httpbin}/get`, { params: payload });
      return r.url;
    }, `${httpbin}/get?key1=value1&key2=value2`),
    step(
      async () => {
        const payload = { key1: 'value1', key2: null };
        r = await requests.get(`${httpbin}/get`, { params: payload });
        return r.url;
      },
      `${httpbin}/get?key1=value1`,
      'a key whose value is null is not added',
    ),
    step(async () => {
      const payload = { key1: 'value1', key2: ['value2', 'value3'] };
      r = await requests.get(`${httpbin}/get`, { params: payload });
      return r.url;
    }, `${httpbin}/get?key1=value1&key2=value2&key2=value3`),
    step(() => r.json().args, { key1: 'value1', key2: ['value2', 'value3'] }, 'and so the server saw it'),
  ];
}
