import { sameName } from '../headers/header-map.ts';
import type { TransportRequest } from './transport.ts';

/**
 * Each capability, with why a request needs it, or `false`; `null` where that is not known from the request. The type, the
 * sets, the checks and the table in the docs are all derived from this one.
 */
const NEEDS = {
  'address-guard': ({ guard }: TransportRequest): string | false =>
    (guard ?? null) !== null && 'denyPrivateNetworks is set',
  'any-method': ({ method }: TransportRequest): string | false => isUncommon(method) && `the method is ${method}`,
  'bad-ports': ({ url }: TransportRequest): string | false =>
    BAD_PORTS.has(parsedByWhatwg(url)?.port ?? '') && 'the Fetch standard blocks the port',
  'chunk-boundaries': null,
  'client-cert': ({ url, tls }: TransportRequest): string | false => tls.cert !== null && isHttps(url) && 'cert is set',
  connect: ({ url, proxy }: TransportRequest): string | false =>
    proxy !== null && !isSocks(proxy.url) && isHttps(url) && 'https goes through a proxy',
  'connect-timeout': null,
  'empty-user-agent': ({ headers }: TransportRequest): string | false =>
    headers.get('user-agent') === '' && 'User-Agent is empty',
  'get-body': ({ method, body }: TransportRequest): string | false =>
    body !== null && (method === 'GET' || method === 'HEAD') && `${method} has a body`,
  'header-bytes': ({ headers }: TransportRequest): string | false => {
    for (const [name, value] of headers) if (!isAscii(value)) return `the value of ${name} is not ASCII`;
    return false;
  },
  'header-case': null,
  'hop-headers': ({ headers }: TransportRequest): string | false => {
    for (const [name, value] of headers) {
      if (HOP_HEADERS.has(name.toLowerCase())) return `the header ${name} is set`;
      if (sameName(name, 'connection') && value.toLowerCase() !== 'keep-alive') return 'the header Connection is set';
    }
    return false;
  },
  'host-header': ({ headers }: TransportRequest): string | false => headers.has('host') && 'the header Host is set',
  http2: null,
  informational: null,
  proxy: ({ url, proxy }: TransportRequest): string | false =>
    proxy !== null && !isSocks(proxy.url) && !isHttps(url) && 'a proxy is set',
  'raw-body': null,
  'raw-target': ({ url }: TransportRequest): string | false =>
    isRewritten(url) && 'a WHATWG URL parser would rewrite the URL',
  'reason-bytes': null,
  socks: ({ proxy }: TransportRequest): string | false =>
    proxy !== null && isSocks(proxy.url) && 'a SOCKS proxy is set',
  'streaming-upload': ({ headers }: TransportRequest): string | false =>
    headers.has('transfer-encoding') && 'the body is sent in chunks',
  tls: ({ url, tls }: TransportRequest): string | false =>
    (!tls.verify || tls.ca !== null) && isHttps(url) && 'verify is set',
  'unix-socket': null,
} as const;

type Need = (request: TransportRequest) => string | false;

/** What a transport with it does. Apart from the needs, since a bundle for browsers has no use for it. */
const DESCRIPTIONS: Readonly<Record<Capability, string>> = {
  'address-guard': 'asks `guard` about each address before it connects to it',
  'any-method': 'sends any method token (`TRACE`, `M-SEARCH`), in the case given',
  'bad-ports': 'connects to ports that the Fetch standard blocks',
  'chunk-boundaries': "yields the body in the server's chunks",
  'client-cert': 'presents `tls.cert`',
  connect: 'reaches https through a CONNECT tunnel of an HTTP proxy',
  'connect-timeout':
    'keeps `timeout.connect` apart from `timeout.read`. A transport without it refuses what it cannot keep',
  'empty-user-agent': 'sends an empty `User-Agent`',
  'get-body': 'sends GET and HEAD with a body',
  'header-bytes': 'sends and returns header values beyond ASCII, one character a byte (ISO-8859-1)',
  'header-case': 'sends header names in the case and order given',
  'hop-headers': "sends the caller's `Connection`, `TE` and `Upgrade`",
  'host-header': "sends the caller's `Host`",
  http2: 'speaks HTTP/2',
  informational: 'skips 1xx responses',
  proxy: 'sends absolute-form requests through an HTTP proxy',
  'raw-body': 'returns the body undecoded',
  'raw-target': 'sends the request target exactly as it stands in the URL',
  'reason-bytes': 'returns reason phrases beyond ASCII, one character a byte',
  socks: 'connects through SOCKS proxies',
  'streaming-upload': 'sends a body of unknown length in chunks',
  tls: 'honours `tls.verify` and `tls.ca`',
  'unix-socket': 'connects to a Unix domain socket',
};

/** What a transport may be able to do beyond sending a plain request and reading its response: see `capabilities`. */
export type Capability = keyof typeof NEEDS;

/** A row of the table of capabilities. */
export interface CapabilityInfo {
  /** Its name, as in `capabilities` of a transport. */
  readonly name: Capability;
  /** What a transport with it does. */
  readonly description: string;
  /**
   * Why a request needs it, or `false`. Left out where that is not known from the request: only responses differ, or the
   * transport itself checks it.
   */
  readonly needs?: (request: TransportRequest) => string | false;
}

const NAMES = Object.keys(NEEDS) as Capability[];

/** All capabilities, in alphabetical order. */
export const capabilities: readonly CapabilityInfo[] = /* @__PURE__ */ NAMES.map(infoOf);

function infoOf(name: Capability): CapabilityInfo {
  const needs = NEEDS[name];
  return { name, description: DESCRIPTIONS[name], ...(needs !== null && { needs }) };
}

/** All but those named: for a transport that says what it cannot do. */
export function allCapabilitiesExcept(...missing: readonly Capability[]): ReadonlySet<Capability> {
  return new Set(NAMES.filter((name) => !missing.includes(name)));
}

/** The capabilities that a request may need and a transport does not have, with the reason why a request needs one. */
export function needsBeyond(claimed: ReadonlySet<Capability>): readonly (readonly [Capability, Need])[] {
  return NAMES.flatMap((name) => {
    const needs = NEEDS[name];
    return needs === null || claimed.has(name) ? [] : [[name, needs] as const];
  });
}

const HOP_HEADERS = new Set(['te', 'upgrade', 'expect', 'keep-alive', 'trailer', 'proxy-connection']);

/** The ports that the Fetch standard blocks ("bad port"). */
const BAD_PORTS = new Set(
  (
    '0 1 7 9 11 13 15 17 19 20 21 22 23 25 37 42 43 53 69 77 79 87 95 101 102 103 104 109 110 111 113 115 117 119 123 135 137 ' +
    '139 143 161 179 389 427 465 512 513 514 515 526 530 531 532 540 548 554 556 563 587 601 636 989 990 993 995 1719 1720 ' +
    '1723 2049 3659 4045 4190 5060 5061 6000 6566 6665 6666 6667 6668 6669 6679 6697 10080'
  ).split(' '),
);

/** Methods that clients refuse or treat specially. */
function isUncommon(method: string): boolean {
  return method === 'TRACE' || method === 'TRACK' || method.includes('-');
}

function isAscii(text: string): boolean {
  return !/[^\u0000-\u007f]/.test(text);
}

function isHttps(url: string): boolean {
  return url.startsWith('https:');
}

function isSocks(url: string): boolean {
  return url.startsWith('socks');
}

/** `null` for what the WHATWG parser rejects, such as a zone in an address. */
function parsedByWhatwg(url: string): URL | null {
  try {
    return new URL(url);
  } catch {
    return null;
  }
}

function isRewritten(url: string): boolean {
  const withoutDefaultPort = url
    .replace(/^(http:\/\/[^/]*):80(?=\/)/, '$1')
    .replace(/^(https:\/\/[^/]*):443(?=\/)/, '$1');
  return parsedByWhatwg(url)?.href !== withoutDefaultPort;
}
