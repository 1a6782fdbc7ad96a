/** The transports on which the cases are run. */
export type TransportName = 'undici' | 'node-fetch' | 'fetch' | 'axios' | 'http';

export const TRANSPORT_NAMES: readonly TransportName[] = ['undici', 'node-fetch', 'fetch', 'axios', 'http'];
