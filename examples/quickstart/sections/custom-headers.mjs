import { InvalidHeader, RequestException } from '@req/core';
import { raises, step } from '../step.mjs';

export const title = 'Custom Headers';

const NETRC = `Basic ${btoa('netrc-user:secret')}`;
const USER_PASS = `Basic ${btoa('user:pass')}`;

export function statements({ requests, httpbin, elsewhere, proxy, netrc, noNetrc }) {
  let r;
  return [
    step(async () => {
      const url = `${httpbin}/headers`;
      const headers = { 'user-agent': 'my-app/0.0.1' };
      r = await requests.get(url, { headers });
      return r.json().headers['User-Agent'];
    }, 'my-app/0.0.1'),
    step(
      async () => {
        process.env.NETRC = netrc;
        const headers = { Authorization: 'Bearer mine' };
        r = await requests.get(`${httpbin}/headers`, { headers });
        return r.json().headers.Authorization;
      },
      NETRC,
      'credentials in .netrc override an Authorization header …',
    ),
    step(
      async () => {
        const headers = { Authorization: 'Bearer mine' };
        r = await requests.get(`${httpbin}/headers`, { headers, auth: ['user', 'pass'] });
        process.env.NETRC = noNetrc;
        return r.json().headers.Authorization;
      },
      USER_PASS,
      '… and the auth option overrides .netrc',
    ),
    step(
      async () => {
        const headers = { Authorization: 'Bearer mine' };
        const params = { url: `${elsewhere}/headers` };
        r = await requests.get(`${httpbin}/redirect-to`, { headers, params });
        return [r.history, r.url, r.json().headers.Authorization];
      },
      ([history, url, authorization]) =>
        history.length === 1 && url === `${elsewhere}/headers` && authorization === undefined,
      'Authorization is removed when a redirect leaves the host',
    ),
    step(
      async () => {
        const headers = { 'Proxy-Authorization': 'Basic mine' };
        r = await requests.get(`${elsewhere}/get`, { headers, proxies: { http: proxy.url } });
        return [r.statusCode, proxy.authorization];
      },
      [200, USER_PASS],
      'Proxy-Authorization is overridden by credentials in the proxy URL',
    ),
    step(
      async () => {
        const headers = { 'Content-Length': '9999' };
        r = await requests.post(`${httpbin}/post`, { headers, data: 'four' });
        return [r.json().headers['Content-Length'], r.json().data];
      },
      ['4', 'four'],
      'Content-Length is overridden when the length is known',
    ),
    step(
      async () => {
        const headers = { 'X-Anything': 'as it is', Accept: 'text/nothing' };
        r = await requests.get(`${httpbin}/headers`, { headers });
        return [r.json().headers['X-Anything'], r.json().headers.Accept];
      },
      ['as it is', 'text/nothing'],
      'all others are simply passed on',
    ),
    raises(
      async () => {
        const headers = { 'X-Number': 1 };
        await requests.get(`${httpbin}/headers`, { headers });
      },
      [InvalidHeader, RequestException],
      'a header value must be a string: the compiler says so, and so does the library',
    ),
  ];
}
