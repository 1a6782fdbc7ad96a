import { HTTPError, JSONDecodeError, RequestException } from '@req/core';
import { raises, step } from '../step.mjs';

export const title = 'JSON Response Content';

export function statements({ requests, github, httpbin }) {
  let r;
  return [
    step(
      async () => {
        r = await requests.get(`${github}/events`);
        return r.json();
      },
      (events) => events.length === 30 && events[0].repository.open_issues === 0,
    ),
    raises(
      async () => {
        r = await requests.get(`${httpbin}/status/204`);
        r.json();
      },
      [JSONDecodeError, SyntaxError, RequestException],
      'no content is no JSON',
    ),
    raises(
      async () => {
        r = await requests.get(`${httpbin}/html`);
        r.json();
      },
      [JSONDecodeError, SyntaxError, RequestException],
      'nor is HTML',
    ),
    step(
      async () => {
        r = await requests.get(`${httpbin}/status/406`);
        return r.json().message;
      },
      'Client did not request a supported media type.',
      'JSON that can be decoded says nothing about success',
    ),
    step(() => r.statusCode, 406),
    raises(() => r.raiseForStatus(), [HTTPError, RequestException]),
  ];
}
