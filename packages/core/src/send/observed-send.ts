import { diagnosed, diagnostics } from '#diagnostics';
import { redactUrl } from '#redact';
import { resendCount } from '../transport/context.ts';
import { type ExchangeObserver, type Send, sendObserved } from '../transport/observe.ts';
import type { TraceListener } from '../transport/trace.ts';
import type { Transport, TransportRequest, TransportResponse } from '../transport/transport.ts';

/** Sends a request. Its `trace` and the subscribers of the diagnostics channels, if there are any, learn what happens. */
export function sendObservably(transport: Transport, request: TransportRequest): Promise<TransportResponse> {
  const trace = request.trace ?? null;
  const published = diagnosed();
  if (trace === null && !published) return transport.send(request);
  const plain: Send = (each) => transport.send(each);
  const send: Send = published ? (each) => sendObserved(plain, each, diagnostics) : plain;
  return trace === null ? send(request) : sendObserved(send, request, tracer(trace));
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
