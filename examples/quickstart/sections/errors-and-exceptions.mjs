import { ConnectionError, HTTPError, RequestException, Timeout, TooManyRedirects } from '@req/core';
import { raises, step } from '../step.mjs';

export const title = 'Errors and Exceptions';

export function statements({ requests, httpbin, refused }) {
  return [
    raises(
      async () => {
        await requests.get(refused);
      },
      [ConnectionError, RequestException],
      'a refused connection',
    ),
    raises(
      async () => {
        const r = await requests.get(`${httpbin}/status/404`);
        r.raiseForStatus();
      },
      [HTTPError, RequestException],
      'an unsuccessful status code, when asked about',
    ),
    raises(
      async () => {
        await requests.get(`${httpbin}/delay/3`, { timeout: 100 });
      },
      [Timeout, RequestException],
      'a time-out, in milliseconds',
    ),
    raises(
      async () => {
        await requests.get(`${httpbin}/redirect/40`);
      },
      [TooManyRedirects, RequestException],
      'more redirects than maxRedirects, which is 30',
    ),
    raises(
      async () => {
        const session = requests.session();
        session.maxRedirects = 2;
        await session.get(`${httpbin}/redirect/3`);
      },
      [TooManyRedirects, RequestException],
      'or as many as a session is configured for',
    ),
    step(
      () =>
        [ConnectionError, HTTPError, Timeout, TooManyRedirects].every((c) => c.prototype instanceof RequestException),
      true,
      'all of them are RequestExceptions',
    ),
  ];
}
