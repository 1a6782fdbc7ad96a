import { CLOSE, RESET, STALL } from '../bytes.ts';
import type { Ask, FaultCase, FaultGroup, Right, Step } from '../fault-case.ts';

const REFUSED: Right = { error: 'ProxyError' };
const VECTOR =
  'recorded from Requests (proxies/connect-closed): a proxy that hangs up without a word has refused nothing';

function proxy(name: string, steps: readonly Step[], right: Right, ask: Ask = {}): FaultCase {
  return { name, peer: { steps }, ask: { ...ask, asProxy: true }, right, requests: 1 };
}

export const connectProxy: FaultGroup = {
  title: 'CONNECT proxy',
  cases: [
    proxy(
      'proxy-407',
      ['HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n', STALL],
      REFUSED,
    ),
    proxy('proxy-502', ['HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n', STALL], REFUSED),
    proxy('proxy-garbage', ['garbage\r\n\r\n', STALL], REFUSED),
    proxy('proxy-hang', [STALL], { error: 'ConnectTimeout' }, { timeout: { connect: 300, read: 300 } }),
    { ...proxy('proxy-close', [CLOSE], { error: 'ConnectionError' }), because: VECTOR },
    proxy('proxy-reset', [RESET], REFUSED),
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
      REFUSED,
    ),
  ],
};
