// Spans of OpenTelemetry:  node examples/tracing.mjs [BASE]
// npm install @req/otel @opentelemetry/api @opentelemetry/sdk-trace-base
import { pathToFileURL } from 'node:url';
import { BasicTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { otel, urlTemplate } from '@req/otel';
import { retry, Session } from '@req/requests';
import { UndiciTransport } from '@req/transport-undici';

/** Instead of an exporter to your tracing system. */
const printer = {
  export(spans, done) {
    for (const { name, attributes } of spans) console.log(name, attributes['http.response.status_code']);
    done({ code: 0 });
  },
  shutdown: async () => {},
};

export async function main(baseUrl = 'https://httpbin.org') {
  const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(printer)] });
  // Inside of retry, each attempt is a span. Without a tracerProvider, the one that is set up globally is used.
  const transport = retry(otel(new UndiciTransport(), { tracerProvider }), { total: 1 });
  const session = new Session({ transport, baseUrl });

  await session.get('/redirect/1');
  const r = await session.get('/status/204', { context: [urlTemplate.with('/status/{code}')] });
  console.log(r.statusCode);

  await session.close();
  await tracerProvider.shutdown();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv[2]);
