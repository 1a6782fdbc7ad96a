import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { isSecretHeader } from '../../src/headers/secret-header.ts';
import { HeaderMap, Request, Response, Session } from '../../src/index.ts';
import { played } from '../played.ts';

/** From the IANA registry of field names, and other common ones. */
const PUBLIC = `
  A-IM Accept Accept-CH Accept-Charset Accept-Encoding Accept-Language Accept-Patch Accept-Post Accept-Ranges
  Accept-Signature Access-Control-Allow-Credentials Access-Control-Allow-Headers Access-Control-Allow-Methods
  Access-Control-Allow-Origin Access-Control-Expose-Headers Access-Control-Max-Age Access-Control-Request-Headers
  Access-Control-Request-Method Activate-Storage-Access Age Allow ALPN Alt-Svc Alt-Used Authentication-Control
  Authentication-Info Available-Dictionary Cache-Control Cache-Status Capsule-Protocol CDN-Cache-Control CDN-Loop
  Cert-Not-After Cert-Not-Before Clear-Site-Data Client-Cert Client-Cert-Chain Close Connection Content-Digest
  Content-Disposition Content-Encoding Content-Language Content-Length Content-Location Content-Range
  Content-Security-Policy Content-Type Cross-Origin-Embedder-Policy DASL Date DAV Deprecation Depth Destination
  Dictionary-ID DPoP-Nonce Early-Data ETag Expect Expires Forwarded From Host HTTP2-Settings If If-Match
  If-Modified-Since If-None-Match If-Range If-Unmodified-Since IM Include-Referred-Token-Binding-ID Incremental
  Keep-Alive Label Last-Event-ID Last-Modified Link Link-Template Location Lock-Token Max-Forwards MIME-Version NEL
  OData-Version Optional-WWW-Authenticate Ordering-Type Origin Origin-Agent-Cluster OSCORE Overwrite Position Prefer
  Preference-Applied Priority Proxy-Authenticate Proxy-Authentication-Info Proxy-Status Public-Key-Pins
  Public-Key-Pins-Report-Only Range Redirect-Ref Referer Referrer-Policy Refresh Replay-Nonce Repr-Digest Retry-After
  Schedule-Reply Schedule-Tag Sec-CH-UA Sec-Fetch-Dest Sec-Fetch-Mode Sec-Fetch-Site Sec-Fetch-Storage-Access
  Sec-Fetch-User Sec-GPC Sec-Purpose Sec-Token-Binding Sec-WebSocket-Accept Sec-WebSocket-Extensions
  Sec-WebSocket-Key Sec-WebSocket-Protocol Sec-WebSocket-Version Server Server-Timing Signature-Input SLUG SoapAction
  Status-URI Strict-Transport-Security Sunset Surrogate-Capability Surrogate-Control TCN TE Timeout Timing-Allow-Origin
  Topic Traceparent Tracestate Trailer Transfer-Encoding TTL Unencoded-Digest Upgrade Urgency Use-As-Dictionary
  User-Agent Vary Via Want-Content-Digest WWW-Authenticate X-Content-Type-Options X-Frame-Options
  X-Request-ID X-Forwarded-For X-Forwarded-Host X-Forwarded-Proto X-Powered-By X-RateLimit-Limit-Tokens
  X-RateLimit-Remaining-Tokens anthropic-ratelimit-tokens-remaining Idempotency-Key Surrogate-Key Cache-Key X-Cache-Key
  X-Amz-Server-Side-Encryption-Customer-Key-MD5 X-Author Authority X-Monkey X-Keyboard Passage X-Compass X-Secretary
`;

const SECRET = `
  Authorization authorization Proxy-Authorization X-Authorization X-Forwarded-Authorization
  X-Serverless-Authorization Authentication Cookie cookie2 Set-Cookie Set-Cookie2 X-Forwarded-Cookie Auth X-Auth
  X-Custom-Auth X-Auth-Token X-Auth-Key X-Api-Key Api-Key ApiKey x-apikey X_API_KEY X-Goog-Api-Key
  Ocp-Apim-Subscription-Key X-Functions-Key X-Master-Key DD-API-KEY DD-APPLICATION-KEY X-Access-Key X-Secret-Key
  X-Amz-Security-Token X-Amz-Credential X-Amz-Signature X-Amz-Server-Side-Encryption-Customer-Key X-Access-Token
  X-Shopify-Access-Token X-Vault-Token Private-Token Token X-Token AccessToken X-CSRF-Token X-XSRF-TOKEN
  CTA-Common-Access-Token X-Refresh-Token X-Secret X-Client-Secret X-ClientSecret Client-Secret X-Password Password
  X-Passwd X-Credentials X-Hub-Signature X-Hub-Signature-256 Stripe-Signature Signature X-JWT-Assertion
  Cf-Access-Jwt-Assertion X-Session-Token X-Session-Id Session-Id X-GitHub-OTP
`;

const names = (list: string): string[] => list.trim().split(/\s+/);

describe('a header whose name only resembles secret ones is shown', () => {
  test.each(names(PUBLIC))('%s', (name) => {
    expect(isSecretHeader(name)).toBe(false);
    expect(inspect(new HeaderMap([[name, 'value']]))).toContain('value');
  });
});

describe('a header with a credential is not shown', () => {
  test.each(names(SECRET))('%s', (name) => {
    expect(isSecretHeader(name)).toBe(true);
    expect(inspect(new HeaderMap([[name, 'value']]))).not.toContain('value');
  });
});

describe('sensitiveHeaders of a session are not shown either', () => {
  const NAMES = ['X-Tenant', 'x-seat'];

  test('in its headers, its requests and their responses, copies too', async () => {
    const { session } = played([{ headers: { 'X-Tenant': 'hunter2', 'X-Any': 'any' } }], { sensitiveHeaders: NAMES });
    session.headers.set('x-TENANT', 'hunter2');
    const r = await session.get('http://a.test/', { headers: { 'X-Seat': 'hunter2' } });
    const prepared = await session.prepareRequest(new Request('GET', 'http://a.test/'));
    const shown = [
      ...[session.headers, session.headers.copy(), new HeaderMap(session.headers), prepared.headers].map((h) =>
        inspect(h),
      ),
      ...[prepared, prepared.copy(), r.request, r].map((each) => JSON.stringify(each)),
    ];
    for (const text of shown) expect(text).not.toContain('hunter2');
    expect(JSON.stringify(r)).toContain('"X-Any":"any"');
    expect(r.request?.headers.get('X-Seat')).toBe('hunter2');
  });

  test('when sensitiveHeaders or headers are set later', () => {
    const { session } = played();
    session.sensitiveHeaders = NAMES;
    session.headers = { 'X-Tenant': 'hunter2' };
    expect(inspect(session.headers)).not.toContain('hunter2');
    session.sensitiveHeaders = [];
    expect(inspect(session.headers)).toContain('hunter2');
    expect(session).toBeInstanceOf(Session);
  });
});

test('a URL in any header is shown without its userinfo', () => {
  const url = 'http://user:hunter2@h/?token=hunter2';
  for (const name of [
    'Location',
    'Content-Location',
    'Referer',
    'Refresh',
    'Link',
    'X-Original-URL',
    'Origin',
    'Alt-Svc',
  ]) {
    for (const value of [url, `0; url=${url}`, `<${url}>; rel="next"`]) {
      expect(JSON.stringify(new Response({ headers: [[name, value]] }))).not.toContain('hunter2');
    }
  }
});

test('repeated fields are shown joined, under their first spelling', () => {
  const map = new HeaderMap([
    ['B', '1'],
    ['a', '2'],
    ['b', '3'],
    ['A', '4'],
  ]);
  expect(Object.entries(map.toJSON())).toEqual([
    ['B', '1, 3'],
    ['a', '2, 4'],
  ]);
});
