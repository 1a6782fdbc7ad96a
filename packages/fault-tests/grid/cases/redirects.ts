import type { FaultCase, FaultGroup, Right } from '../fault-case.ts';

function to(name: string, location: string | null, right: Right, requests = 1): FaultCase {
  const lines = location === null ? '' : `Location: ${location}\r\n`;
  return {
    name,
    peer: { steps: [`HTTP/1.1 302 Found\r\n${lines}Content-Length: 0\r\n\r\n`] },
    right,
    requests,
  };
}

const NO_SCHEME: Right = { error: 'InvalidSchema' };
const NO_URL: Right = { error: 'InvalidURL' };
const AS_IT_IS: Right = { status: 302, body: '' };

export const redirects: FaultGroup = {
  title: 'redirects',
  cases: [
    // Thirty are followed, the answer to the last is one too many.
    to('redir-self', '/fault', { error: 'TooManyRedirects' }, 31),
    to('redir-file', 'file:///etc/passwd', NO_SCHEME),
    to('redir-data', 'data:text/plain,evil', NO_SCHEME),
    to('redir-ftp', 'ftp://127.0.0.1/evil', NO_SCHEME),
    to('redir-javascript', 'javascript:alert(1)', NO_SCHEME),
    to('redir-unix', 'unix:///var/run/docker.sock', NO_SCHEME),
    to('redir-bad-ipv6', 'http://[::1', NO_URL),
    to('redir-space-host', 'http://a b/', NO_URL),
    to('redir-nul', '/a\0b', { error: 'ConnectionError' }),
    to('redir-empty', '', AS_IT_IS),
    to('redir-none', null, AS_IT_IS),
    to('redir-bad-port', 'http://127.0.0.1:99999/', NO_URL),
    to('redir-two-locations', '/one\r\nLocation: /two', { error: 'InvalidHeader' }),
  ],
};
