import {
  type Attributes,
  type Context,
  context,
  createContextKey,
  type Histogram,
  type MeterProvider,
  metrics,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  type TextMapSetter,
  type Tracer,
  type TracerProvider,
  trace,
  ValueType,
} from '@opentelemetry/api';
import {
  type ContextKey,
  contextKey,
  type HeaderMap,
  type ObservedExchange,
  observe,
  type Transport,
  type TransportRequest,
  type TransportResponse,
  VERSION,
} from '@req/core';
import { knownOptions, type OptionsKind, optionsKind, TransportWrapper } from '@req/core/transport';
import {
  errorType,
  headerAttributes,
  metricAttributes,
  requestAttributes,
  responseAttributes,
  safeMessage,
} from './attributes.ts';
import { knownMethods, OTHER } from './known-methods.ts';

/** Options of `otel()`. */
export interface OtelOptions {
  /** Default: the global one. */
  readonly tracerProvider?: TracerProvider | undefined;
  /** Default: the global one. `null`: no metrics, such as beside an instrumentation that records the same ones. */
  readonly meterProvider?: MeterProvider | null | undefined;
  /** Whether requests carry the context (`traceparent` and others), or for which URLs. Default: true. */
  readonly propagate?: boolean | ((url: string) => boolean) | undefined;
  /** Names of request headers to record. Credentials are recorded as `***`. Default: none. */
  readonly requestHeaders?: readonly string[] | undefined;
  /** Names of response headers to record. Credentials are recorded as `***`. Default: none. */
  readonly responseHeaders?: readonly string[] | undefined;
}

const KIND: OptionsKind = optionsKind('otel()', [
  'tracerProvider',
  'meterProvider',
  'propagate',
  'requestHeaders',
  'responseHeaders',
] satisfies readonly (keyof OtelOptions)[]);

/**
 * The route of a request, for the name of its span: `{ context: [urlTemplate.with('/users/{id}')] }` makes the name
 * `GET /users/{id}`.
 */
export const urlTemplate: ContextKey<string> = contextKey<string>('url.template');

/**
 * Wraps a transport: each exchange is a CLIENT span, ends with its body, and counts in the metric
 * `http.client.request.duration`. Requests carry the trace context in their headers. Instrumentations of the client underneath
 * make no span besides.
 *
 * For one span an attempt, wrap it before `retry`: `retry(otel(transport), policy)`.
 *
 * @throws TypeError for an option that does not exist, or of the wrong type
 */
export function otel(transport: Transport, options?: OtelOptions): Transport {
  return new OtelTransport(transport, settingsOf(knownOptions(options, KIND)));
}

interface Settings {
  readonly tracer: Tracer;
  /** Seconds. */
  readonly duration: Histogram | null;
  readonly propagates: (url: string) => boolean;
  readonly requestHeaders: readonly string[];
  readonly responseHeaders: readonly string[];
  readonly methods: ReadonlySet<string>;
}

/** Seconds, as the conventions advise. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

function settingsOf(options: OtelOptions): Settings {
  const { tracerProvider, meterProvider, propagate = true, requestHeaders = [], responseHeaders = [] } = options;
  if (typeof propagate !== 'boolean' && typeof propagate !== 'function')
    throw new TypeError('otel(): propagate must be true, false or a function of the URL');
  checkProvider('tracerProvider', tracerProvider, 'getTracer');
  checkProvider('meterProvider', meterProvider, 'getMeter');
  return {
    tracer: (tracerProvider ?? trace).getTracer('@req/otel', VERSION),
    duration: meterProvider === null ? null : durationOf(meterProvider ?? metrics.getMeterProvider()),
    propagates: typeof propagate === 'function' ? propagate : () => propagate,
    requestHeaders: lowerCase('requestHeaders', requestHeaders),
    responseHeaders: lowerCase('responseHeaders', responseHeaders),
    methods: knownMethods(),
  };
}

function checkProvider(option: string, provider: object | null | undefined, method: string): void {
  if (provider === undefined || provider === null) return;
  if (typeof (provider as Readonly<Record<string, unknown>>)[method] !== 'function')
    throw new TypeError(`otel(): ${option} must be an object with the method ${method}`);
}

function durationOf(provider: MeterProvider): Histogram {
  return provider.getMeter('@req/otel', VERSION).createHistogram('http.client.request.duration', {
    description: 'Duration of HTTP client requests.',
    unit: 's',
    valueType: ValueType.DOUBLE,
    advice: { explicitBucketBoundaries: BUCKETS },
  });
}

function lowerCase(option: string, names: readonly string[]): readonly string[] {
  if (!Array.isArray(names) || names.some((name) => typeof name !== 'string'))
    throw new TypeError(`otel(): ${option} must be a list of header names`);
  return names.map((name) => name.toLowerCase());
}

/** The key by which the SDK, and so all instrumentations, know that no span is wanted. It is the same for the same name. */
const SUPPRESS_TRACING = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

const SETTER: TextMapSetter<HeaderMap> = { set: (headers, name, value) => headers.set(name, value) };

/** An exchange under way. */
interface Recording {
  readonly span: Span;
  readonly attributes: Attributes;
  readonly parent: Context;
}

class OtelTransport extends TransportWrapper {
  readonly #settings: Settings;
  readonly #observed: Transport;
  readonly #recordings = new WeakMap<TransportRequest, Recording>();

  constructor(inner: Transport, settings: Settings) {
    super(inner);
    this.#settings = settings;
    this.#observed = observe(inner, {
      response: (exchange) => this.#onResponse(exchange),
      error: (exchange) => this.#onError(exchange),
      bodyEnd: (exchange) => this.#end(exchange),
    });
  }

  async send(request: TransportRequest): Promise<TransportResponse> {
    const { tracer, methods, requestHeaders, propagates } = this.#settings;
    const method = methods.has(request.method) ? request.method : OTHER;
    const template = request.context.get(urlTemplate);
    const attributes = {
      ...requestAttributes(request, method),
      ...headerAttributes('http.request.header', request.headers, { names: requestHeaders, request: request.headers }),
      ...(template !== undefined && { 'url.template': template }),
    };
    // Before the span is started, which nothing would end if this threw.
    const propagated = propagates(request.url);
    const verb = method === OTHER ? 'HTTP' : method;
    const name = template === undefined ? verb : `${verb} ${template}`;
    const parent = context.active();
    const span = tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes }, parent);
    const active = trace.setSpan(parent, span);
    const headers = request.headers.copy();
    if (propagated) propagation.inject(active, headers, SETTER);
    const sent: TransportRequest = { ...request, headers };
    this.#recordings.set(sent, { span, attributes, parent: active });
    return context.with(active.setValue(SUPPRESS_TRACING, true), () => this.#observed.send(sent));
  }

  #onResponse({ request, response }: ObservedExchange): void {
    const recording = this.#recordings.get(request);
    if (recording === undefined || response === null) return;
    const { span, attributes } = recording;
    const added: Attributes = {
      ...responseAttributes(response),
      ...headerAttributes('http.response.header', response.headers, {
        names: this.#settings.responseHeaders,
        request: request.headers,
      }),
    };
    // For a client, 4xx are errors too. The status says all there is to say: no description.
    if (response.status >= 400) {
      added['error.type'] = String(response.status);
      span.setStatus({ code: SpanStatusCode.ERROR });
    }
    span.setAttributes(added);
    Object.assign(attributes, added);
  }

  #onError(exchange: ObservedExchange): void {
    const recording = this.#recordings.get(exchange.request);
    if (recording === undefined) return;
    const { span, attributes } = recording;
    const { error } = exchange;
    attributes['error.type'] = errorType(error);
    span.setAttribute('error.type', attributes['error.type']);
    const message = safeMessage(error);
    span.setStatus({ code: SpanStatusCode.ERROR, ...(message !== null && { message }) });
    this.#end(exchange);
  }

  #end({ request, elapsed }: ObservedExchange): void {
    const recording = this.#recordings.get(request);
    if (recording === undefined) return;
    const { span, attributes, parent } = recording;
    span.end();
    // In the span's context, so that exemplars find it.
    this.#settings.duration?.record(elapsed / 1000, metricAttributes(attributes), parent);
  }
}
