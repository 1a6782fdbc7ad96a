import type http from 'node:http';
import type { TraceListener } from '@req/core';

/** On a request: who is told how its connection is opened. */
const TRACE = Symbol('trace');

interface TracedRequest extends http.ClientRequest {
  [TRACE]?: TraceListener;
}

export function noteTrace(request: http.ClientRequest, trace: TraceListener | null | undefined): void {
  if (trace) (request as TracedRequest)[TRACE] = trace;
}

export function traceOf(request: http.ClientRequest): TraceListener | null {
  return (request as TracedRequest)[TRACE] ?? null;
}
