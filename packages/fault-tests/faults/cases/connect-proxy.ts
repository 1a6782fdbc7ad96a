import { CLOSE, RESET, STALL } from '../bytes.ts';
import type { ExpectedOutcome, FaultCase, FaultGroup, FaultRequest, Step } from '../fault-case.ts';

const PROXY_ERROR: ExpectedOutcome = { error: 'ProxyError' };
const AS_IN_REQUESTS =
  'as recorded from Requests (proxies/connect-closed): a proxy that closes without a response has not refused anything';

function proxy(name: string, steps: readonly Step[], expected: ExpectedOutcome, request: FaultRequest = {}): FaultCase {
  return { name, peer: { steps }, request: { ...request, peerIsProxy: true }, expected, requests: 1 };
}

export const connectProxy: FaultGroup = {
  title: 'CONNECT proxy',
  cases: [
    proxy(
      'proxy-407',
      ['HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n', STALL],
      PROXY_ERROR,
    ),
    proxy('proxy-502', ['HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n', STALL], PROXY_ERROR),
    proxy('proxy-garbage', ['garbage\r\n\r\n', STALL], PROXY_ERROR),
    proxy('proxy-hang', [STALL], { error: 'ConnectTimeout' }, { timeout: { connect: 300, read: 300 } }),
    { ...proxy('proxy-close', [CLOSE], { error: 'ConnectionError' }), because: AS_IN_REQUESTS },
    proxy('proxy-reset', [RESET], PROXY_ERROR),
    proxy('proxy-200-then-close', ['HTTP/1.1 200 Connection established\r\n\r\n', CLOSE], { error: 'SSLError' }),
    proxy(
      'proxy-200-then-plain',
      [
        'HTTP/1.1 200 Connection established\r\n\r\n',
        { await: 'bytes' },
        'HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n',
        STALL,
      ],
      { error: 'SSLError' },
    ),
    proxy(
      'proxy-endless-headers',
      ['HTTP/1.1 200 OK\r\n', { endless: 'X-More: aaaaaaaaaaaaaaaa\r\n'.repeat(40) }],
      PROXY_ERROR,
    ),
  ],
};
