import { hostGuard } from '#host-guard';
import { checkBoolean, checkFunction, checkNumber, checkVerify } from '../lang/check-option.ts';
import { notify } from '../lang/notify.ts';
import { isEmptyOptions } from '../lang/own-properties.ts';
import type { Verify } from '../request/tls-options.ts';
import { checkDefaultEncoding } from '../response/default-encoding.ts';
import { mergeTimeouts, type SendOptions, type SendSettings } from '../send/settings.ts';
import { contextOf } from '../transport/context.ts';
import type { TraceListener } from '../transport/trace.ts';
import { checkSendOptions } from './options.ts';
import { retainSources } from './retained-signals.ts';
import type { Session } from './session.ts';

/** A session's properties may have been set to anything since it was created. @throws TypeError for one of the wrong type */
function checkSessionProperties(session: Session): void {
  checkBoolean('stream', session.stream);
  checkBoolean('trustEnv', session.trustEnv);
  checkBoolean('denyPrivateNetworks', session.denyPrivateNetworks);
  checkNumber('maxBodySize', session.maxBodySize, 0);
  checkNumber('maxDecompressionRatio', session.maxDecompressionRatio, 0);
  checkDefaultEncoding(session.defaultEncoding);
  checkFunction('parseJson', session.parseJson);
}

/** Caches the settings of requests that have no options of their own, until a property of the session changes. */
export class MergedSettings {
  #last: SendSettings | null = null;
  #timeout: unknown = null;

  /** The settings of a request with these options. */
  with(options: SendOptions, session: Session, verify: Verify | undefined): SendSettings {
    if (!isEmptyOptions(options)) return mergeSettings(session, options, verify);
    const last = this.#last;
    if (last !== null && this.#holds(last, session, verify)) return last;
    this.#timeout = session.timeout;
    this.#last = mergeSettings(session, options, verify);
    return this.#last;
  }

  #holds(last: SendSettings, session: Session, verify: Verify | undefined): boolean {
    const { timeout } = session;
    return (
      last.stream === session.stream &&
      // An object may have been changed in place.
      timeout === this.#timeout &&
      (timeout === null || typeof timeout === 'number') &&
      last.verify === verify &&
      last.trustEnv === session.trustEnv &&
      last.cert === session.cert &&
      last.limits.maxBodySize === session.maxBodySize &&
      last.limits.maxRatio === session.maxDecompressionRatio &&
      last.defaultEncoding === session.defaultEncoding &&
      last.parseJson === session.parseJson &&
      last.guard === hostGuard(session.allowHosts, session.denyPrivateNetworks)
    );
  }
}

/** Merges a request's options over the session's properties: only `null` and `undefined` defer to the session. */
function mergeSettings(session: Session, options: SendOptions, sessionVerify: Verify | undefined): SendSettings {
  if (!isEmptyOptions(options)) checkSendOptions(options);
  checkSessionProperties(session);
  checkVerify(sessionVerify);
  const signal = options.signal ?? null;
  if (signal !== null) retainSources(signal);
  return {
    stream: options.stream ?? session.stream,
    timeout: mergeTimeouts(session.timeout, options.timeout),
    verify: options.verify ?? sessionVerify,
    trustEnv: session.trustEnv,
    cert: options.cert ?? session.cert,
    proxies: options.proxies ?? null,
    allowRedirects: options.allowRedirects === undefined ? true : options.allowRedirects === true,
    signal,
    onUploadProgress: options.onUploadProgress ?? null,
    onDownloadProgress: options.onDownloadProgress ?? null,
    limits: {
      maxBodySize: options.maxBodySize === undefined ? session.maxBodySize : options.maxBodySize,
      maxRatio: session.maxDecompressionRatio,
    },
    defaultEncoding: options.defaultEncoding ?? session.defaultEncoding,
    parseJson: options.parseJson ?? session.parseJson,
    guard: hostGuard(session.allowHosts, session.denyPrivateNetworks),
    context: contextOf(options.context),
    trace: options.trace ? safely(options.trace) : null,
    onEnd: null,
  };
}

/** A transport need not expect that it throws. */
function safely(trace: TraceListener): TraceListener {
  return (event) => notify(trace, event);
}
