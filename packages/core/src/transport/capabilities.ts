import { sameName } from '../headers/header-map.ts';
import type { TransportRequest } from './transport.ts';

/** The type, the sets, the checks and the table in the docs are all derived from this one. */
const TABLE = [
  {
    name: 'address-guard',
    description: 'asks `guard` about each address before it connects to it',
    needs: ({ guard }: TransportRequest): string | false => (guard ?? null) !== null && 'denyPrivateNetworks is set',
  },
  {
    name: 'any-method',
    description: 'sends any method token (`TRACE`, `M-SEARCH`), in the case given',
    needs: ({ method }: TransportRequest): string | false => isUncommon(method) && `the method is ${method}`,
  },
  {
    name: 'bad-ports',
    description: 'connects to ports that the Fetch standard blocks',
    needs: ({ url }: TransportRequest): string | false =>
      BAD_PORTS.has(parsedByWhatwg(url)?.port ?? '') && 'the Fetch standard blocks the port',
  },
  {
    name: 'chunk-boundaries',
    description: "yields the body in the server's chunks",
  },
  {
    name: 'client-cert',
    description: 'presents `tls.cert`',
    needs: ({ url, tls }: TransportRequest): string | false => tls.cert !== null && isHttps(url) && 'cert is set',
  },
  {
    name: 'connect',
    description: 'reaches https through a CONNECT tunnel of an HTTP proxy',
    needs: ({ url, proxy }: TransportRequest): string | false =>
      proxy !== null && !isSocks(proxy.url) && isHttps(url) && 'https goes through a proxy',
  },
  {
    name: 'connect-timeout',
    description:
      'keeps `timeout.connect` apart from `timeout.read`. A transport without it refuses what it cannot keep',
  },
  {
    name: 'empty-user-agent',
    description: 'sends an empty `User-Agent`',
    needs: ({ headers }: TransportRequest): string | false => headers.get('user-agent') === '' && 'User-Agent is empty',
  },
  {
    name: 'get-body',
    description: 'sends GET and HEAD with a body',
    needs: ({ method, body }: TransportRequest): string | false =>
      body !== null && (method === 'GET' || method === 'HEAD') && `${method} has a body`,
  },
  {
    name: 'header-bytes',
    description: 'sends and returns header values beyond ASCII, one character a byte (ISO-8859-1)',
    needs: ({ headers }: TransportRequest): string | false => {
      for (const [name, value] of headers) if (!isAscii(value)) return `the value of ${name} is not ASCII`;
      return false;
    },
  },
  {
    name: 'header-case',
    description: 'sends header names in the case and order given',
  },
  {
    name: 'hop-headers',
    description: "sends the caller's `Connection`, `TE` and `Upgrade`",
    needs: ({ headers }: TransportRequest): string | false => {
      for (const [name, value] of headers) {
        if (HOP_HEADERS.has(name.toLowerCase())) return `the header ${name} is set`;
        if (sameName(name, 'connection') && value.toLowerCase() !== 'keep-alive') return 'the header Connection is set';
      }
      return false;
    },
  },
  {
    name: 'host-header',
    description: "sends the caller's `Host`",
    needs: ({ headers }: TransportRequest): string | false => headers.has('host') && 'the header Host is set',
  },
  {
    name: 'http2',
    description: 'speaks HTTP/2',
  },
  {
    name: 'informational',
    description: 'skips 1xx responses',
  },
  {
    name: 'proxy',
    description: 'sends absolute-form requests through an HTTP proxy',
    needs: ({ url, proxy }: TransportRequest): string | false =>
      proxy !== null && !isSocks(proxy.url) && !isHttps(url) && 'a proxy is set',
  },
  {
    name: 'raw-body',
    description: 'returns the body undecoded',
  },
  {
    name: 'raw-target',
    description: 'sends the request target exactly as it stands in the URL',
    needs: ({ url }: TransportRequest): string | false =>
      isRewritten(url) && 'a WHATWG URL parser would rewrite the URL',
  },
  {
    name: 'reason-bytes',
    description: 'returns reason phrases beyond ASCII, one character a byte',
  },
  {
    name: 'socks',
    description: 'connects through SOCKS proxies',
    needs: ({ proxy }: TransportRequest): string | false =>
      proxy !== null && isSocks(proxy.url) && 'a SOCKS proxy is set',
  },
  {
    name: 'streaming-upload',
    description: 'sends a body of unknown length in chunks',
    needs: ({ headers }: TransportRequest): string | false =>
      headers.has('transfer-encoding') && 'the body is sent in chunks',
  },
  {
    name: 'tls',
    description: 'honours `tls.verify` and `tls.ca`',
    needs: ({ url, tls }: TransportRequest): string | false =>
      (!tls.verify || tls.ca !== null) && isHttps(url) && 'verify is set',
  },
  {
    name: 'unix-socket',
    description: 'connects to a Unix domain socket',
  },
] as const;

/** What a transport may be able to do beyond sending a plain request and reading its response: see `capabilities`. */
export type Capability = (typeof TABLE)[number]['name'];

/** A row of the table of capabilities. */
export interface CapabilityInfo {
  readonly name: Capability;
  /** What a transport with it does. */
  readonly description: string;
  /**
   * Why a request needs it, or `false`. Left out where that is not known from the request: only responses differ, or the
   * transport itself checks it.
   */
  readonly needs?: (request: TransportRequest) => string | false;
}

/** All capabilities, in alphabetical order. */
export const capabilities: readonly CapabilityInfo[] = TABLE;

/** All but those named: for a transport that says what it cannot do. */
export function allCapabilitiesExcept(...missing: readonly Capability[]): ReadonlySet<Capability> {
  return new Set(capabilities.map(({ name }) => name).filter((name) => !missing.includes(name)));
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
