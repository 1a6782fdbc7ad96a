import { diagnosed, diagnostics } from '#diagnostics';
import { redactUrl } from '#redact';
import { resendCount } from '../transport/context.ts';
import { type ExchangeObserver, type Send, sendObserved } from '../transport/observe.ts';
import type { TraceListener } from '../transport/trace.ts';
import type { Transport, TransportRequest, TransportResponse } from '../transport/transport.ts';

/** Whether somebody wants to know what happens: the request has a `trace`, or the diagnostics channels a subscriber. */
export function isObserved(request: TransportRequest): boolean {
  return (request.trace ?? null) !== null || diagnosed();
}

/** Sends a request, and tells those who want to know. */
export function sendTold(transport: Transport, request: TransportRequest): Promise<TransportResponse> {
  const { trace } = request;
  const plain: Send = (each) => transport.send(each);
  const send: Send = diagnosed() ? (each) => sendObserved(plain, each, diagnostics) : plain;
  return trace ? sendObserved(send, request, tracer(trace)) : send(request);
}

/** The events that core can tell over every transport. */
function tracer(trace: TraceListener): ExchangeObserver {
  return {
    request: ({ request, started: time }) => {
      const resends = request.context.get(resendCount) ?? 0;
      trace({ type: 'request', time, method: request.method, url: redactUrl(request.url), resends });
    },
    response: ({ response, started, elapsed }) => {
      if (response === null) return;
      const { status, httpVersion } = response;
      trace({ type: 'response', time: started + elapsed, status, httpVersion });
    },
    error: ({ error, started, elapsed }) => trace({ type: 'error', time: started + elapsed, error }),
    bodyEnd: ({ bytes, complete, started, elapsed }) =>
      trace({ type: 'end', time: started + elapsed, bytes, complete }),
  };
}
