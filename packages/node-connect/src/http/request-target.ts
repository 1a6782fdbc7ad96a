import { InvalidURL } from '@req/core';
import { BoundedMap, copyString } from '@req/core/transport';
import { nullPrototype } from '../net/null-prototype.ts';
import type { AgentRequestOptions } from './node-internals/agent.ts';

/** A request's URL, cut into pieces without being rewritten. */
export interface RequestTarget {
  readonly secure: boolean;
  /** Without brackets. */
  readonly host: string;
  readonly port: number;
  /** `host[:port]` as it stands in the URL. */
  readonly authority: string;
  /** `Host` for origin-form: the authority without a default port. */
  readonly hostHeader: string;
  /** The same host and port, as an agent is asked for a socket. */
  readonly address: AgentRequestOptions;
  /** Path and query. */
  readonly path: string;
}

const AUTHORITY = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d*))?$/;

/** All of a target but its path; requests go to few origins, many times. */
interface Origin extends Omit<RequestTarget, 'path'> {
  /** A URL of this origin for those who must parse it. */
  readonly standIn: string | null;
}
const origins = new BoundedMap<Origin>(256);

/**
 * Cuts as RFC 3986 does. The WHATWG parser would rewrite addresses and paths, and what core has encoded goes out as it is.
 * @throws InvalidURL for what could not be sent as one line, or has no host.
 */
export function requestTarget(url: string): RequestTarget {
  // White space or control characters would end the request line early.
  if (/[^\x21-\x7e]/.test(url)) throw new InvalidURL('The URL holds characters that must be encoded.');
  const end = endOfAuthority(url);
  const origin = originOf(url.slice(0, end));
  const hash = url.indexOf('#', end);
  const tail = hash < 0 ? url.slice(end) : url.slice(end, hash);
  const { secure, host, port, authority, hostHeader, address } = origin;
  return { secure, host, port, authority, hostHeader, address, path: tail.startsWith('/') ? tail : `/${tail}` };
}

/**
 * The URL for a client that parses it by WHATWG's rules and is then told where to connect and what to write: hosts
 * that these refuse (`foo.123`, an IPv6 zone) are stood for by another. Never connect to what this says.
 * @throws InvalidURL
 */
export function parsableUrl(url: string): string {
  return originOf(url.slice(0, endOfAuthority(url))).standIn ?? url;
}

/** True when a WHATWG parser would make another URL of it, or none: not what a client that parses it must send. */
export function isRewritten(url: string): boolean {
  if (!URL.canParse(url)) return true;
  const plain = url.replace(/^(http:\/\/[^/]*):80(?=\/)/, '$1').replace(/^(https:\/\/[^/]*):443(?=\/)/, '$1');
  return new URL(url).href !== plain;
}

function originOf(prefix: string): Origin {
  let origin = origins.get(prefix);
  if (origin === undefined) {
    origin = parseOrigin(copyString(prefix));
    origins.set(prefix, origin);
  }
  return origin;
}

function endOfAuthority(url: string): number {
  let end = url.indexOf('://') + 3;
  for (; end < url.length; end++) {
    const c = url.charCodeAt(end);
    if (c === 0x2f || c === 0x3f || c === 0x23) break;
  }
  return end;
}

/** `scheme://authority` in pieces. */
function parseOrigin(prefix: string): Origin {
  const start = prefix.indexOf('://') + 3;
  const authority = prefix.slice(Math.max(start, prefix.lastIndexOf('@') + 1));
  const parts = AUTHORITY.exec(authority);
  const host = parts?.[1]?.replace(/%25/, '%') ?? parts?.[2] ?? '';
  if (start < 3 || parts === null || host === '') throw new InvalidURL('The URL has no host, or not a valid one.');
  const secure = prefix.slice(0, start - 3).toLowerCase() === 'https';
  const standard = secure ? 443 : 80;
  const port = parts[3] === undefined || parts[3] === '' ? standard : Number(parts[3]);
  if (port > 65_535) throw new InvalidURL('The URL has a port beyond 65535.');
  const bare = authority.slice(0, authority.length - (parts[3] === undefined ? 0 : parts[3].length + 1));
  const hostHeader = port === standard ? bare : `${bare}:${port}`;
  const standIn = URL.canParse(`${prefix}/`) ? null : `${secure ? 'https' : 'http'}://host.invalid/`;
  return { secure, host, port, authority, hostHeader, address: agentAddress(host, port), standIn };
}

export function agentAddress(host: string, port: number): AgentRequestOptions {
  return nullPrototype({ host, port, servername: '' });
}
