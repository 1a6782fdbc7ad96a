import { playTransport } from './play-transport.ts';

await playTransport('axios', ['iteration/content-chunked-null', 'iteration/content-chunked-large']);
