/** What few requests need, in one module, which is loaded for the first of them. */
export { encodeFiles, encodeFormData } from '../body/encode-files.ts';
export { hostGuard } from '../guard/host-guard.ts';
export { proxySettings } from '../proxies/proxy-settings.ts';
export { proxiesFor, selectProxy } from '../proxies/select-proxy.ts';
export { repairUrl } from '../request/repair-url.ts';
export { decodeStream, decodeWhole } from '../response/decode-content.ts';
export { iterateLines } from '../response/iterate-lines.ts';
export { proxiedUrl } from '../send/proxied-url.ts';
export { repairWireUrl } from '../send/repair-wire-url.ts';
export { requireCapabilities } from '../send/required-capabilities.ts';
export { resolveRedirects } from '../send/resolve-redirects.ts';
export { tlsSettings } from '../send/tls-settings.ts';
export { asFetch } from '../session/as-fetch.ts';
