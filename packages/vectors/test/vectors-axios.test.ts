import { playTransport } from './play-transport.ts';

await playTransport('axios', []);
