import { playTransport } from './play-transport.ts';

await playTransport('undici', ['iteration/content-chunked-null', 'iteration/content-chunked-large']);
