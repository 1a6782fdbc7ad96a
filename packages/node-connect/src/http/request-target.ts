import { InvalidURL } from '@req/core';
import { BoundedMap, copyString, endOfAuthority, socketHost, urlParts } from '@req/core/transport';
import { nullPrototype } from '../net/null-prototype.ts';
import type { AgentRequestOptions } from './node-internals/agent.ts';

/** A request's URL in parts, none of them rewritten. */
export interface RequestTarget {
  readonly secure: boolean;
  /** As a socket takes it. */
  readonly host: string;
  readonly port: number;
  /** `host[:port]` as written in the URL. */
  readonly authority: string;
  /** The value of `Host`: the authority without a default port. */
  readonly hostHeader: string;
  /** Host and port as options for an agent. */
  readonly address: AgentRequestOptions;
  /** Path and query. */
  readonly path: string;
}

const HOST = /^(?:\[[^\]]*\]|[^:]*)$/;

/** All of a target but its path, cached: most requests go to few origins. */
interface Origin extends Omit<RequestTarget, 'path'> {
  /** A URL to parse in place of one that the WHATWG parser refuses, or `null`. */
  readonly standIn: string | null;
}
const origins = new BoundedMap<Origin>(256);

/**
 * Splits by RFC 3986: the WHATWG parser would rewrite addresses and paths, and what core has encoded goes out unchanged.
 * @throws InvalidURL for white space or control characters, no host, or an invalid port.
 */
export function requestTarget(url: string): RequestTarget {
  // White space or control characters would end the request line early.
  if (/[^\x21-\x7e]/.test(url)) throw new InvalidURL('The URL contains characters that must be encoded.');
  const end = Math.max(0, endOfAuthority(url));
  const origin = originOf(url.slice(0, end));
  const hash = url.indexOf('#', end);
  const tail = hash < 0 ? url.slice(end) : url.slice(end, hash);
  const { secure, host, port, authority, hostHeader, address } = origin;
  return { secure, host, port, authority, hostHeader, address, path: tail.startsWith('/') ? tail : `/${tail}` };
}

/**
 * A URL for a client that parses it by the WHATWG rules before an agent decides where to connect and what to write. It has
 * a placeholder for hosts that these rules refuse (`foo.123`, an IPv6 zone): never connect to it.
 * @throws InvalidURL
 */
export function parsableUrl(url: string): string {
  return originOf(url.slice(0, Math.max(0, endOfAuthority(url)))).standIn ?? url;
}

/** Whether a WHATWG parser would rewrite or refuse the URL, so that a client that parses it cannot send it as written. */
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

/** From `scheme://authority`. */
function parseOrigin(prefix: string): Origin {
  const parts = urlParts(prefix);
  const host = parts === null || !HOST.test(parts.host) ? '' : socketHost(parts.host);
  if (parts === null || host === '' || !/^\d*$/.test(parts.port ?? '')) {
    throw new InvalidURL('The URL has no valid host.');
  }
  const { netloc: authority } = parts;
  const secure = parts.scheme === 'https';
  const standard = secure ? 443 : 80;
  const port = parts.port ? Number(parts.port) : standard;
  if (port > 65_535) throw new InvalidURL('The port of the URL is greater than 65535.');
  const hostHeader = port === standard ? parts.host : `${parts.host}:${port}`;
  const standIn = URL.canParse(`${prefix}/`) ? null : `${secure ? 'https' : 'http'}://host.invalid/`;
  return { secure, host, port, authority, hostHeader, address: agentAddress(host, port), standIn };
}

export function agentAddress(host: string, port: number): AgentRequestOptions {
  return nullPrototype({ host, port, servername: '' });
}
