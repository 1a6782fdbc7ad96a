/** The transports that the cases are played on. */
export type TransportName = 'undici' | 'node-fetch' | 'fetch' | 'axios' | 'http';

export const TRANSPORT_NAMES: readonly TransportName[] = ['undici', 'node-fetch', 'fetch', 'axios', 'http'];
