import { basicAuthHeader } from '../auth/basic.ts';
import { InvalidProxyURL, InvalidSchema, InvalidURL } from '../errors/errors.ts';
import { HeaderMap } from '../headers/header-map.ts';
import { BoundedMap } from '../lang/bounded-map.ts';
import { unquote } from '../lang/percent-encoding.ts';
import type { ProxySettings } from '../transport/transport.ts';
import { hasEmptyLabel } from '../url/host-labels.ts';
import { parseUrl } from '../url/parse-url.ts';

const SOCKS = /^socks(?:4a?|5h?)$/;
/** As in urllib3: `a.b:3128` has no scheme. */
const HAS_SCHEME = /^(?:[a-zA-Z][a-zA-Z0-9+-]*:|\/)/;

/** Bounded, since each request may have other credentials. */
const parsedProxies = new BoundedMap<ProxySettings>(100);

/**
 * A proxy's URL in the form that transports take. The default scheme is http. The user and password of an http or https
 * proxy, if it has both, become a `Proxy-Authorization` header, percent-decoded; those of a SOCKS proxy stay in the URL.
 * The path is ignored.
 * @throws InvalidProxyURL for a URL without a host, InvalidURL for one that cannot be parsed or has an unsupported scheme,
 * InvalidSchema for an unknown version of SOCKS
 */
export function proxySettings(proxyUrl: string): ProxySettings {
  const known = parsedProxies.get(proxyUrl);
  if (known !== undefined) return known;
  const settings = parseProxy(proxyUrl);
  parsedProxies.set(proxyUrl, settings);
  return settings;
}

function parseProxy(proxyUrl: string): ProxySettings {
  if (typeof proxyUrl !== 'string') throw new InvalidProxyURL('A proxy must be a URL as a string, or null.');
  const hasScheme = HAS_SCHEME.test(proxyUrl);
  const parsed = parseProxyUrl(hasScheme ? proxyUrl : `http://${proxyUrl}`);
  const { scheme, host, port, userinfo } = parsed;
  if (host === null) {
    const hint = hasScheme && !proxyUrl.includes('//') ? ' Write it as http://host:port.' : '';
    throw new InvalidProxyURL(`Please check proxy URL. It is malformed and could be missing the host.${hint}`);
  }
  if (hasEmptyLabel(host)) throw new InvalidURL('Failed to parse the URL of the proxy: its host has an empty label.');
  const address = `${host}${port === null ? '' : `:${port}`}`;
  const headers = new HeaderMap();
  if (scheme === 'http' || scheme === 'https') {
    const colon = userinfo?.indexOf(':') ?? -1;
    if (userinfo !== null && colon > 0) {
      const password = unquote(userinfo.slice(colon + 1));
      headers.set('Proxy-Authorization', basicAuthHeader(unquote(userinfo.slice(0, colon)), password));
    }
    return Object.freeze({ url: `${scheme}://${address}`, headers });
  }
  if (scheme !== null && SOCKS.test(scheme))
    return Object.freeze({ url: `${scheme}://${userinfo === null ? '' : `${userinfo}@`}${address}`, headers });
  if (scheme?.startsWith('socks') === true)
    throw new InvalidSchema(`Unknown SOCKS version ${scheme}: use socks4, socks4a, socks5 or socks5h.`);
  throw new InvalidURL(`Proxy URL had unsupported scheme ${scheme}, should use http://, https:// or socks5://`);
}

function parseProxyUrl(text: string): ReturnType<typeof parseUrl> {
  try {
    return parseUrl(text);
  } catch {
    // The parser's message quotes its input, which may contain a password.
    throw new InvalidURL('Failed to parse the URL of the proxy: its host or port is not valid.');
  }
}
