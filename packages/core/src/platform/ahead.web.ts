import { isFormData } from '../body/stream-body.ts';
import type { Request } from '../request/request.ts';
import type { SendSettings } from '../send/settings.ts';
import { resolveBaseUrl } from '../session/base-url.ts';
import type { Session } from '../session/session.ts';
import { isNormalized, isSendable } from '../url/is-normalized.ts';
import { special } from './chunks.web.ts';
import { isDefaultTls, isEmpty } from './on-demand.web.ts';

/** Files, a FormData, and a URL that is not ready as it stands. */
export function beforePreparing(request: Request, session: Session | null): Promise<unknown> | undefined {
  const { files, data } = request;
  const hasParts = (files ?? null) !== null || isFormData(data);
  const usual = !hasParts && hasReadyUrl(request, session);
  return usual || special.loaded !== null ? undefined : special.load();
}

/** Proxies, TLS of one's own, guarded hosts, and a URL that does not go out as it stands. */
export function beforeSending(
  { url }: { readonly url: string },
  { proxies, verify, cert, guard }: SendSettings,
  session: Session,
): Promise<unknown> | undefined {
  const usual =
    guard === null && isSendable(url) && isEmpty(proxies) && isEmpty(session.proxies) && isDefaultTls(verify, cert);
  return usual || special.loaded !== null ? undefined : special.load();
}

function hasReadyUrl({ url, params }: Request, session: Session | null): boolean {
  if (isText(params) || isText(session?.params)) return false;
  const baseUrl = session?.baseUrl ?? null;
  const base = baseUrl === null ? null : String(baseUrl);
  return (base === null || isNormalized(base)) && isNormalized(resolveBaseUrl(base, String(url)));
}

/** A query as it is may hold anything. */
function isText(params: unknown): boolean {
  return typeof params === 'string' || params instanceof Uint8Array;
}
