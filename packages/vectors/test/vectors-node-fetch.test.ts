import { playTransport } from './play-transport.ts';

await playTransport('node-fetch', []);
