import { toChunk } from '../body/bytes.ts';
import type { Proxies } from '../proxies/select-proxy.ts';
import { DEFAULT_TLS } from '../send/default-tls.ts';
import { special } from './chunks.web.ts';
import { writeStream } from './platform.web.ts';

/**
 * The twin of every module under `#on-demand/`. What can be asynchronous waits for the real one; for other things
 * `ahead.web.ts` has loaded it before. A few are simpler here, since they are for servers, or have nothing to do.
 */
type Chunks = typeof import('../body/chunk-iterator.ts');
type Special = typeof import('./special.web.ts');

export { requireCapabilities } from './capabilities.web.ts';
export { hostGuard } from './late-guard.web.ts';
export { SharedMap } from './shared-map.web.ts';

const NONE: Proxies = Object.freeze(Object.create(null));

export const encodeFiles: Special['encodeFiles'] = (files, data) => special.module.encodeFiles(files, data);
export const encodeFormData: Special['encodeFormData'] = (form) => special.module.encodeFormData(form);
export const repairUrl: Special['repairUrl'] = (text, params) => special.module.repairUrl(text, params);
export const repairWireUrl: Special['repairWireUrl'] = (url) => special.module.repairWireUrl(url);
export const proxySettings: Special['proxySettings'] = (url) => special.module.proxySettings(url);
export const proxiedUrl: Special['proxiedUrl'] = (url) => special.module.proxiedUrl(url);

export const proxiesFor: Special['proxiesFor'] = (sources) =>
  special.loaded === null && isEmpty(sources.request) && isEmpty(sources.session)
    ? NONE
    : special.module.proxiesFor(sources);

export const selectProxy: Special['selectProxy'] = (url, proxies) =>
  proxies === NONE ? null : special.module.selectProxy(url, proxies);

export const tlsSettings: Special['tlsSettings'] = (verify, cert) =>
  isDefaultTls(verify, cert) ? DEFAULT_TLS : special.module.tlsSettings(verify, cert);

export const resolveRedirects: Special['resolveRedirects'] = async (session, request, start) =>
  (await special.load()).resolveRedirects(session, request, start);

export const asFetch: Special['asFetch'] = (session, options) => async (input, init) =>
  (await special.load()).asFetch(session, options)(input, init);

export const decodeWhole: Special['decodeWhole'] = (bytes, codings, limits, check) =>
  codings.length === 0 && bytes.length <= (limits.maxBodySize ?? bytes.length)
    ? bytes
    : special.load().then(({ decodeWhole }) => decodeWhole(bytes, codings, limits, check));

export const decodeStream: Special['decodeStream'] = (source, codings, limits, check) =>
  codings.length === 0 && limits.maxBodySize === null ? source : decoded(source, codings, limits, check);

async function* decoded(...args: Parameters<Special['decodeStream']>): AsyncGenerator<Uint8Array> {
  yield* (await special.load()).decodeStream(...args);
}

export async function* iterateLines(
  ...[source, delimiter]: Parameters<Special['iterateLines']>
): AsyncGenerator<Uint8Array | string> {
  yield* (await special.load()).iterateLines(source, delimiter);
}

/** There is no environment that names a bundle. */
export const verification: typeof import('../send/verification.ts').verification = ({ verify }) => verify;

export async function* chunksOf(
  ...[open, onEnd]: Parameters<Chunks['chunksOf']>
): AsyncGenerator<Uint8Array, undefined> {
  for await (const item of open()) {
    const chunk = toChunk(item);
    if (chunk.byteLength > 0) yield chunk;
  }
  onEnd?.();
}

/** There are no files to write to. */
export const saveResponse: typeof import('../response/save.ts').saveResponse = async (response, path) => {
  await response.close();
  return writeStream(path, response);
};

/** There are no files, so there is no netrc. */
export const netrcAuthFor: typeof import('../auth/netrc.ts').netrcAuthFor = () => null;

/** True when no proxy is named. */
export function isEmpty(proxies: Proxies | null): boolean {
  return Object.keys(proxies ?? NONE).length === 0;
}

export function isDefaultTls(...[verify, cert]: Parameters<Special['tlsSettings']>): boolean {
  return cert === null && (verify === undefined || verify === true || verify === '');
}
