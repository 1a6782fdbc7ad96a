import type { ExpectedOutcome, FaultCase, FaultGroup } from '../fault-case.ts';

function redirect(name: string, location: string | null, expected: ExpectedOutcome, requests = 1): FaultCase {
  const lines = location === null ? '' : `Location: ${location}\r\n`;
  return {
    name,
    peer: { steps: [`HTTP/1.1 302 Found\r\n${lines}Content-Length: 0\r\n\r\n`] },
    expected,
    requests,
  };
}

const INVALID_SCHEMA: ExpectedOutcome = { error: 'InvalidSchema' };
const INVALID_URL: ExpectedOutcome = { error: 'InvalidURL' };
const NOT_FOLLOWED: ExpectedOutcome = { status: 302, body: '' };

export const redirects: FaultGroup = {
  title: 'redirects',
  cases: [
    // Thirty redirects are followed; the response of the thirty-first request is one too many.
    redirect('redir-self', '/fault', { error: 'TooManyRedirects' }, 31),
    redirect('redir-file', 'file:///etc/passwd', INVALID_SCHEMA),
    redirect('redir-data', 'data:text/plain,evil', INVALID_SCHEMA),
    redirect('redir-ftp', 'ftp://127.0.0.1/evil', INVALID_SCHEMA),
    redirect('redir-javascript', 'javascript:alert(1)', INVALID_SCHEMA),
    redirect('redir-unix', 'unix:///var/run/docker.sock', INVALID_SCHEMA),
    redirect('redir-bad-ipv6', 'http://[::1', INVALID_URL),
    redirect('redir-space-host', 'http://a b/', INVALID_URL),
    redirect('redir-nul', '/a\0b', { error: 'ConnectionError' }),
    redirect('redir-empty', '', NOT_FOLLOWED),
    redirect('redir-none', null, NOT_FOLLOWED),
    redirect('redir-bad-port', 'http://127.0.0.1:99999/', INVALID_URL),
    redirect('redir-two-locations', '/one\r\nLocation: /two', { error: 'InvalidHeader' }),
  ],
};
