import { hostGuard } from '#on-demand/guard/host-guard';
import { normaliseTimeout, type SendOptions, type SendSettings, type Verify } from '../send/settings.ts';
import type { Session } from './session.ts';

const nothing = (): void => {};

/** A request's options over the session's, in one shape: only `null` and `undefined` defer to the session. */
export function mergeSettings(session: Session, options: SendOptions, sessionVerify: Verify | undefined): SendSettings {
  return {
    stream: options.stream ?? session.stream,
    timeout: normaliseTimeout(options.timeout === undefined ? session.timeout : options.timeout),
    verify: options.verify ?? sessionVerify,
    trustEnv: session.trustEnv,
    cert: options.cert ?? session.cert,
    proxies: options.proxies ?? null,
    allowRedirects: options.allowRedirects === undefined ? true : Boolean(options.allowRedirects),
    signal: options.signal ?? null,
    onUploadProgress: options.onUploadProgress ?? null,
    onDownloadProgress: options.onDownloadProgress ?? null,
    limits: {
      maxBodySize: options.maxBodySize === undefined ? session.maxBodySize : options.maxBodySize,
      maxRatio: session.maxDecompressionRatio,
    },
    guard: hostGuard(session.allowHosts, session.denyPrivateNetworks),
    onEnd: nothing,
  };
}
