import { playTransport } from './play-transport.ts';

await playTransport('http', ['iteration/content-chunked-null', 'iteration/content-chunked-large']);
