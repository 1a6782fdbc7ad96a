import { step } from '../step.mjs';

export const title = 'Make a Request';

export function statements({ requests, github, httpbin }) {
  let r;
  return [
    step(
      async () => {
        r = await requests.get(`${github}/events`);
        return r;
      },
      () => r.statusCode === 200 && r.ok,
    ),
    step(
      async () => {
        r = await requests.post(`${httpbin}/post`, { data: { key: 'value' } });
        return r.json().form;
      },
      { key: 'value' },
    ),
    step(
      async () => {
        r = await requests.put(`${httpbin}/put`, { data: { key: 'value' } });
        return r.json().form;
      },
      { key: 'value' },
    ),
    step(
      async () => {
        r = await requests.delete(`${httpbin}/delete`);
        return r;
      },
      () => r.statusCode === 200 && r.request.method === 'DELETE',
    ),
    step(async () => {
      r = await requests.head(`${httpbin}/get`);
      return [r.statusCode, r.headers.get('content-type'), r.content.length];
    }, [200, 'application/json', 0]),
    step(
      async () => {
        r = await requests.options(`${httpbin}/get`);
        return r.headers.get('allow');
      },
      (allow) => ['GET', 'HEAD', 'OPTIONS'].every((method) => allow.split(/, */).includes(method)),
    ),
  ];
}
