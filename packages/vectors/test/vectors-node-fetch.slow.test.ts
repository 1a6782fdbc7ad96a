import { playTransport } from './play-transport.ts';

await playTransport('node-fetch', ['iteration/content-chunked-null', 'iteration/content-chunked-large']);
