import { playTransport } from './play-transport.ts';

await playTransport('fetch', [
  'iteration/content-chunked-null',
  'iteration/content-chunked-large',
  'response-body/gzip-raw',
  'status/reason-utf8',
]);
