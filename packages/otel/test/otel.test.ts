import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import {
  AggregationTemporality,
  type HistogramMetricData,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import * as semconv from '@opentelemetry/semantic-conventions/incubating';
import {
  ConnectionError,
  FunctionTransport,
  type RequestOptions,
  type Response,
  retry,
  Session,
  type ShortResponse,
  type TransportRequest,
} from '@req/core';
import { type OtelOptions, otel, urlTemplate } from '@req/otel';
import { transportRequest } from '@req/transport-conformance';

const spans = new InMemorySpanExporter();
const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] });
const metricExporter = new InMemoryMetricExporter(AggregationTemporality.DELTA);
const reader = new PeriodicExportingMetricReader({ exporter: metricExporter, exportIntervalMillis: 2 ** 30 });
const meterProvider = new MeterProvider({ readers: [reader] });

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
});
beforeEach(() => spans.reset());
afterAll(async () => {
  context.disable();
  propagation.disable();
  await meterProvider.shutdown();
});

type Reply = ShortResponse | Error;

/** A session over `otel`, in a retrying transport, over one that plays replies and then empty 200s. */
function traced(
  replies: readonly Reply[] = [],
  options: OtelOptions = {},
): { session: Session; sent: TransportRequest[] } {
  const left = [...replies];
  const sent: TransportRequest[] = [];
  const inner = new FunctionTransport((request) => {
    sent.push(request);
    const reply = left.shift() ?? {};
    if (reply instanceof Error) throw reply;
    return reply;
  });
  const transport = retry(otel(inner, { tracerProvider, meterProvider, ...options }), {
    total: 2,
    statusForcelist: [503],
  });
  return { session: new Session({ trustEnv: false, transport }), sent };
}

/** The one span of a request. */
async function spanOf(
  { url = 'http://a.test/', method = 'GET', ...given }: { url?: string; method?: string } & RequestOptions = {},
  replies: readonly Reply[] = [],
  options: OtelOptions = {},
): Promise<ReadableSpan> {
  const { session } = traced(replies, options);
  await session.request(method, url, given).catch(() => {});
  expect(spans.getFinishedSpans()).toHaveLength(1);
  return spans.getFinishedSpans()[0] as ReadableSpan;
}

const ANSWER: ShortResponse = {
  httpVersion: '2',
  facts: { connection: { remoteAddress: '192.0.2.1', remotePort: 443, reused: false, tls: null } },
};

describe('the attributes of a span are those of the semantic conventions for HTTP clients', () => {
  // https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-client-span: name, requirement level, and where it holds.
  const CONVENTIONS: readonly (readonly [
    name: string,
    level: string,
    request: object,
    reply: Reply,
    value: unknown,
  ])[] = [
    [semconv.ATTR_HTTP_REQUEST_METHOD, 'required', {}, {}, 'GET'],
    [semconv.ATTR_HTTP_REQUEST_METHOD, 'required', { method: 'PROPFIND' }, {}, '_OTHER'],
    [semconv.ATTR_SERVER_ADDRESS, 'required', {}, {}, 'a.test'],
    [semconv.ATTR_SERVER_ADDRESS, 'required', { url: 'http://[::1]:81/' }, {}, '::1'],
    [semconv.ATTR_SERVER_PORT, 'required', {}, {}, 80],
    [semconv.ATTR_SERVER_PORT, 'required', { url: 'https://a.test/' }, {}, 443],
    [semconv.ATTR_SERVER_PORT, 'required', { url: 'https://a.test:444/' }, {}, 444],
    [semconv.ATTR_URL_FULL, 'required', { url: 'http://a.test/x?q=1#f' }, {}, 'http://a.test/x?q=1'],
    [semconv.ATTR_ERROR_TYPE, 'if the request ended with an error', {}, { status: 404 }, '404'],
    [semconv.ATTR_ERROR_TYPE, 'if the request ended with an error', {}, new TypeError('x'), 'TypeError'],
    [semconv.ATTR_ERROR_TYPE, 'if the request ended with an error', {}, { status: 302 }, undefined],
    [semconv.ATTR_HTTP_REQUEST_METHOD_ORIGINAL, 'if it is another one', { method: 'PROPFIND' }, {}, 'PROPFIND'],
    [semconv.ATTR_HTTP_REQUEST_METHOD_ORIGINAL, 'if it is another one', {}, {}, undefined],
    [semconv.ATTR_HTTP_RESPONSE_STATUS_CODE, 'if there was a response', {}, { status: 404 }, 404],
    [semconv.ATTR_HTTP_RESPONSE_STATUS_CODE, 'if there was a response', {}, new TypeError('x'), undefined],
    [semconv.ATTR_NETWORK_PROTOCOL_NAME, 'if it is not http', {}, ANSWER, undefined],
    [semconv.ATTR_HTTP_REQUEST_RESEND_COUNT, 'if it was sent again', {}, {}, undefined],
    [semconv.ATTR_NETWORK_PEER_ADDRESS, 'recommended', {}, ANSWER, '192.0.2.1'],
    [semconv.ATTR_NETWORK_PEER_ADDRESS, 'recommended', {}, {}, undefined],
    [semconv.ATTR_NETWORK_PEER_PORT, 'recommended, with the address', {}, ANSWER, 443],
    [semconv.ATTR_NETWORK_PEER_PORT, 'recommended, with the address', {}, {}, undefined],
    [semconv.ATTR_NETWORK_PROTOCOL_VERSION, 'recommended', {}, ANSWER, '2'],
    [semconv.ATTR_NETWORK_PROTOCOL_VERSION, 'recommended', {}, {}, '1.1'],
    [semconv.ATTR_URL_TEMPLATE, 'opt-in', {}, {}, undefined],
    [semconv.ATTR_URL_TEMPLATE, 'opt-in', { context: [urlTemplate.with('/{id}')] }, {}, '/{id}'],
    [semconv.ATTR_URL_SCHEME, 'opt-in', {}, {}, undefined],
    [semconv.ATTR_USER_AGENT_ORIGINAL, 'opt-in', {}, {}, undefined],
    [semconv.ATTR_HTTP_REQUEST_HEADER('user-agent'), 'opt-in', {}, {}, undefined],
  ];
  test.each(CONVENTIONS)('%s is %s: %j, %j', async (name, _level, request, reply, value) => {
    const span = await spanOf({ allowRedirects: false, ...request }, [reply]);
    expect(span.attributes[name]).toEqual(value);
  });

  test('there are no others', async () => {
    const known = new Set(CONVENTIONS.map(([name]) => name));
    const span = await spanOf({ method: 'PROPFIND', context: [urlTemplate.with('/')] }, [{ ...ANSWER, status: 500 }]);
    expect(Object.keys(span.attributes).filter((name) => !known.has(name))).toEqual([]);
  });

  test('those that a sampler may ask for are there from the beginning', async () => {
    const seen: object[] = [];
    const sampler = {
      shouldSample: (...[, , , , attributes]: unknown[]) => {
        seen.push(attributes as object);
        return { decision: 0 };
      },
    };
    const unsampled = new BasicTracerProvider({ sampler: sampler as never });
    await traced([], { tracerProvider: unsampled }).session.get('https://a.test/');
    expect(seen[0]).toEqual({
      [semconv.ATTR_HTTP_REQUEST_METHOD]: 'GET',
      [semconv.ATTR_SERVER_ADDRESS]: 'a.test',
      [semconv.ATTR_SERVER_PORT]: 443,
      [semconv.ATTR_URL_FULL]: 'https://a.test/',
    });
  });

  test('headers are recorded only if they are named, and credentials never', async () => {
    const headers = { Authorization: 'Bearer hidden', 'X-Shown': 'a' };
    const reply = {
      headers: [
        ['X-Twice', '1'],
        ['X-Twice', '2'],
        ['Set-Cookie', 'sid=hidden'],
      ] as [string, string][],
    };
    const options = {
      requestHeaders: ['authorization', 'X-Shown', 'x-absent'],
      responseHeaders: ['x-twice', 'set-cookie'],
    };
    const span = await spanOf({ headers }, [reply], options);
    expect(span.attributes).toMatchObject({
      'http.request.header.x-shown': ['a'],
      'http.response.header.x-twice': ['1', '2'],
    });
    expect(Object.keys(span.attributes)).not.toContain('http.request.header.x-absent');
    expect(JSON.stringify(span.attributes)).not.toContain('hidden');
  });

  test.each([
    ['http://user:hidden@a.test/', 'http://a.test/'],
    ['http://a.test/?sig=hidden&a=1', 'http://a.test/?sig=REDACTED&a=1'],
    ['http://a.test/?Signature=hidden', 'http://a.test/?Signature=REDACTED'],
    ['http://a.test/?AWSAccessKeyId=hidden', 'http://a.test/?AWSAccessKeyId=REDACTED'],
    ['http://a.test/?X-Goog-Signature=hidden', 'http://a.test/?X-Goog-Signature=REDACTED'],
    ['http://a.test/?access_token=hidden', 'http://a.test/?access_token=REDACTED'],
  ])('url.full of %s is %s', async (url, shown) => {
    expect((await spanOf({ url })).attributes[semconv.ATTR_URL_FULL]).toBe(shown);
  });
});

describe('name, kind and status of a span', () => {
  test.each<[name: string, request: object]>([
    ['GET', {}],
    ['HTTP', { method: 'PROPFIND' }],
    ['GET /users/{id}', { context: [urlTemplate.with('/users/{id}')] }],
    ['HTTP /users/{id}', { method: 'PROPFIND', context: [urlTemplate.with('/users/{id}')] }],
  ])('%s: %j', async (name, request) => {
    const span = await spanOf(request);
    expect([span.name, span.kind, span.status.code]).toEqual([name, SpanKind.CLIENT, SpanStatusCode.UNSET]);
    expect(span.instrumentationScope.name).toBe('@req/otel');
  });

  test.each([
    [200, SpanStatusCode.UNSET],
    [304, SpanStatusCode.UNSET],
    [400, SpanStatusCode.ERROR],
    [500, SpanStatusCode.ERROR],
  ])('a %d has status %d, without a description', async (status, code) => {
    expect((await spanOf({}, [{ status }])).status).toEqual({ code });
  });

  test('an error is described, if its message is known to be free of secrets', async () => {
    expect((await spanOf({ data: 'x', method: 'POST' }, [new ConnectionError('refused')])).status).toEqual({
      code: SpanStatusCode.ERROR,
      message: 'refused',
    });
    spans.reset();
    expect((await spanOf({}, [new Error('hidden')])).status).toEqual({ code: SpanStatusCode.ERROR });
  });
});

describe('one span for each time that a request is sent', () => {
  test('retries and redirects count, and share their parent', async () => {
    const redirect = { status: 302, headers: { Location: '/b' } };
    const { session } = traced([{ status: 503 }, redirect, { status: 503 }]);
    const tracer = tracerProvider.getTracer('test');
    const parent = tracer.startSpan('parent');
    await context.with(trace.setSpan(context.active(), parent), () => session.get('http://a.test/a'));
    const finished = spans.getFinishedSpans();
    expect(finished.map(({ attributes }) => attributes[semconv.ATTR_HTTP_REQUEST_RESEND_COUNT])).toEqual([
      undefined,
      1,
      2,
      3,
    ]);
    expect(new Set(finished.map(({ parentSpanContext }) => parentSpanContext?.spanId))).toEqual(
      new Set([parent.spanContext().spanId]),
    );
  });

  test('it ends when the body has been read', async () => {
    const chunks = async function* (): AsyncGenerator<Uint8Array> {
      yield Buffer.from('a');
    };
    const response = await traced([{ body: chunks() }]).session.get('http://a.test/', { stream: true });
    expect(spans.getFinishedSpans()).toHaveLength(0);
    await response.read();
    expect(spans.getFinishedSpans()).toHaveLength(1);
  });

  test('or closed, or has failed', async () => {
    const chunks = async function* (): AsyncGenerator<Uint8Array> {
      yield Buffer.from('a');
      throw new ConnectionError('broken');
    };
    const { session } = traced([{ body: chunks() }, { body: chunks() }]);
    const close = async (response: Response): Promise<void> => response.close();
    await close(await session.get('http://a.test/', { stream: true }));
    const second = await session.get('http://a.test/', { stream: true });
    await second.read().catch(() => {});
    const [closed, failed] = spans.getFinishedSpans() as [ReadableSpan, ReadableSpan];
    expect(closed.attributes[semconv.ATTR_ERROR_TYPE]).toBeUndefined();
    expect(failed.attributes).toMatchObject({ 'error.type': 'ConnectionError', 'http.response.status_code': 200 });
  });

  test('or aborted', async () => {
    const controller = new AbortController();
    const transport = otel(new FunctionTransport(() => new Promise(() => {})), { tracerProvider });
    const session = new Session({ trustEnv: false, transport });
    const sending = session.get('http://a.test/', { signal: controller.signal }).catch(() => {});
    controller.abort();
    await sending;
    // A signal that has fired before the request is sent makes no span.
    await session.get('http://a.test/', { signal: controller.signal }).catch(() => {});
    expect(spans.getFinishedSpans().map(({ attributes }) => attributes[semconv.ATTR_ERROR_TYPE])).toEqual([
      'AbortError',
    ]);
  });
});

describe('trace context', () => {
  test('goes into a copy of the request, as the headers of W3C Trace Context', async () => {
    let given: TransportRequest | null = null;
    const { session, sent } = traced();
    const outer = session.transport;
    session.transport = new FunctionTransport((request) => {
      given = request;
      return outer.send(request);
    });
    await session.get('http://a.test/');
    const [span] = spans.getFinishedSpans();
    const { traceId, spanId } = (span as ReadableSpan).spanContext();
    expect(sent[0]?.headers.get('traceparent')).toBe(`00-${traceId}-${spanId}-01`);
    expect((given as TransportRequest | null)?.headers.has('traceparent')).toBe(false);
  });

  test('only for the URLs that propagate says', async () => {
    const propagate = (url: string): boolean => url.startsWith('http://a.test/');
    const { session, sent } = traced([], { propagate });
    await session.get('http://a.test/');
    await session.get('http://b.test/');
    const off = traced([], { propagate: false });
    await off.session.get('http://a.test/');
    expect([...sent, ...off.sent].map(({ headers }) => headers.has('traceparent'))).toEqual([true, false, false]);
  });

  test('what propagate throws rejects the request, and leaves no span open', async () => {
    const startSpan = jest.fn();
    const tracerProvider = { getTracer: () => ({ startSpan }) } as never;
    const propagate = (): boolean => {
      throw new RangeError('mine');
    };
    const transport = otel(new FunctionTransport(() => ({})), { tracerProvider, propagate });
    await expect(transport.send(transportRequest({ url: 'http://a.test/' }))).rejects.toThrow('mine');
    expect(startSpan).not.toHaveBeenCalled();
  });
});

describe('the metric http.client.request.duration', () => {
  /** Its data since the last call. */
  async function duration(): Promise<HistogramMetricData> {
    metricExporter.reset();
    await reader.forceFlush();
    const [metric, ...others] = metricExporter
      .getMetrics()
      .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics));
    expect(others).toEqual([]);
    return metric as HistogramMetricData;
  }

  test('is a histogram in seconds with the buckets of the conventions', async () => {
    await duration();
    await traced([{ ...ANSWER, status: 404 }]).session.get('http://a.test/?q=1');
    const { descriptor, dataPoints } = await duration();
    expect(descriptor).toMatchObject({
      name: semconv.METRIC_HTTP_CLIENT_REQUEST_DURATION,
      unit: 's',
      type: 'HISTOGRAM',
    });
    expect(dataPoints).toHaveLength(1);
    expect(dataPoints[0]?.value.buckets.boundaries).toEqual([
      0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
    ]);
    expect(dataPoints[0]?.value.count).toBe(1);
    expect(dataPoints[0]?.value.sum).toBeGreaterThan(0);
    expect(dataPoints[0]?.attributes).toEqual({
      [semconv.ATTR_HTTP_REQUEST_METHOD]: 'GET',
      [semconv.ATTR_SERVER_ADDRESS]: 'a.test',
      [semconv.ATTR_SERVER_PORT]: 80,
      [semconv.ATTR_ERROR_TYPE]: '404',
      [semconv.ATTR_HTTP_RESPONSE_STATUS_CODE]: 404,
      [semconv.ATTR_NETWORK_PROTOCOL_VERSION]: '2',
    });
  });

  test('counts a request without a response by its error, and nothing with meterProvider: null', async () => {
    await duration();
    await traced([new TypeError('x')])
      .session.get('http://a.test/')
      .catch(() => {});
    await traced([], { meterProvider: null }).session.get('http://a.test/');
    const { dataPoints } = await duration();
    expect(dataPoints.map(({ value, attributes }) => [value.count, attributes[semconv.ATTR_ERROR_TYPE]])).toEqual([
      [1, 'TypeError'],
    ]);
  });
});

describe('options', () => {
  test('OTEL_INSTRUMENTATION_HTTP_KNOWN_METHODS replaces the known methods', async () => {
    process.env['OTEL_INSTRUMENTATION_HTTP_KNOWN_METHODS'] = 'GET, PROPFIND';
    try {
      expect((await spanOf({ method: 'PROPFIND' })).name).toBe('PROPFIND');
      spans.reset();
      expect((await spanOf({ method: 'POST' })).name).toBe('HTTP');
    } finally {
      delete process.env['OTEL_INSTRUMENTATION_HTTP_KNOWN_METHODS'];
    }
  });

  test('without an SDK nothing is recorded, and requests go out', async () => {
    const transport = otel(new FunctionTransport(() => ({ body: 'x' })));
    expect((await new Session({ trustEnv: false, transport }).get('http://a.test/')).text).toBe('x');
  });

  test.each([
    [{ propagate: 'yes' }],
    [{ requestHeaders: 'x-a' }],
    [{ responseHeaders: [5] }],
    [{ tracer: 1 }],
    [{ tracerProvider: {} }],
    [{ meterProvider: 5 }],
  ])('%j is refused, with the name of the function', (options) => {
    const wrap = (): unknown => otel(new FunctionTransport(() => ({})), options as never);
    expect(wrap).toThrow(TypeError);
    expect(wrap).toThrow('otel()');
  });
});
