import { UnsupportedByTransport } from '../errors/errors.ts';
import { sameName } from '../headers/header-map.ts';
import type { PreparedRequest } from '../request/prepared-request.ts';
import type { Capability, Transport, TransportRequest } from '../transport/transport.ts';

/** What can be asked of a request before it is sent; the other capabilities are about responses. */
const ASKED: readonly Capability[] = [
  'address-guard',
  'any-method',
  'bad-ports',
  'client-cert',
  'connect',
  'empty-user-agent',
  'get-body',
  'header-bytes',
  'hop-headers',
  'host-header',
  'proxy',
  'raw-target',
  'socks',
  'streaming-upload',
  'tls',
];

// A transport that can do everything is asked nothing.
const complete = new WeakMap<Transport, boolean>();

/** @throws UnsupportedByTransport when the request needs what the transport lacks: nothing is sent then */
export function requireCapabilities(transport: Transport, request: TransportRequest, prepared: PreparedRequest): void {
  let all = complete.get(transport);
  if (all === undefined) {
    all = ASKED.every((capability) => transport.capabilities.has(capability));
    complete.set(transport, all);
  }
  if (all) return;
  for (const capability of ASKED) {
    if (transport.capabilities.has(capability)) continue;
    const reason = NEEDS[capability]?.(request);
    if (reason) throw new UnsupportedByTransport(transport.name, capability, { request: prepared, reason });
  }
}

type Need = (request: TransportRequest) => string | false;

/** Methods that clients refuse or treat in a way of their own. */
const isUncommonMethod = (method: string): boolean => method === 'TRACE' || method === 'TRACK' || method.includes('-');

const NEEDS: Partial<Record<Capability, Need>> = {
  'address-guard': ({ guard }) => (guard ?? null) !== null && 'denyPrivateNetworks is set',
  'any-method': ({ method }) => isUncommonMethod(method) && `the method is ${method}`,
  'bad-ports': ({ url }) => BAD_PORTS.has(whatwg(url)?.port ?? '') && 'the Fetch standard blocks the port',
  'client-cert': ({ url, tls }) => tls.cert !== null && isHttps(url) && 'cert is set',
  connect: ({ url, proxy }) => proxy !== null && !isSocks(proxy.url) && isHttps(url) && 'https goes through a proxy',
  'empty-user-agent': ({ headers }) => headers.get('user-agent') === '' && 'User-Agent is empty',
  'get-body': ({ method, body }) => body !== null && (method === 'GET' || method === 'HEAD') && `${method} has a body`,
  'header-bytes': ({ headers }) => {
    for (const [name, value] of headers) if (/[^\u0000-\u007f]/.test(value)) return `the value of ${name} is not ASCII`;
    return false;
  },
  'hop-headers': ({ headers }) => {
    for (const [name, value] of headers) {
      if (HOP_HEADERS.has(name.toLowerCase())) return `the header ${name} is set`;
      if (sameName(name, 'connection') && value.toLowerCase() !== 'keep-alive') return 'the header Connection is set';
    }
    return false;
  },
  'host-header': ({ headers }) => headers.has('host') && 'the header Host is set',
  proxy: ({ url, proxy }) => proxy !== null && !isSocks(proxy.url) && !isHttps(url) && 'a proxy is set',
  'raw-target': ({ url }) => rewritten(url) && 'a WHATWG URL parser would rewrite the URL',
  socks: ({ proxy }) => proxy !== null && isSocks(proxy.url) && 'a SOCKS proxy is set',
  'streaming-upload': ({ headers }) => headers.has('transfer-encoding') && 'the body is sent in chunks',
  tls: ({ url, tls }) => (!tls.verify || tls.ca !== null) && isHttps(url) && 'verify is set',
};

const HOP_HEADERS = new Set(['te', 'upgrade', 'expect', 'keep-alive', 'trailer', 'proxy-connection']);

/** The ports that the Fetch standard blocks ("bad port"). */
const BAD_PORTS = new Set(
  (
    '0 1 7 9 11 13 15 17 19 20 21 22 23 25 37 42 43 53 69 77 79 87 95 101 102 103 104 109 110 111 113 115 117 119 123 135 137 ' +
    '139 143 161 179 389 427 465 512 513 514 515 526 530 531 532 540 548 554 556 563 587 601 636 989 990 993 995 1719 1720 ' +
    '1723 2049 3659 4045 4190 5060 5061 6000 6566 6665 6666 6667 6668 6669 6679 6697 10080'
  ).split(' '),
);

function isHttps(url: string): boolean {
  return url.startsWith('https:');
}

function isSocks(url: string): boolean {
  return url.startsWith('socks');
}

/** `null` for what the WHATWG parser refuses: a zone in an address, numbers that make none. */
function whatwg(url: string): URL | null {
  try {
    return new URL(url);
  } catch {
    return null;
  }
}

function rewritten(url: string): boolean {
  const plain = url.replace(/^(http:\/\/[^/]*):80(?=\/)/, '$1').replace(/^(https:\/\/[^/]*):443(?=\/)/, '$1');
  return whatwg(url)?.href !== plain;
}
