import type * as Undici from 'undici';

let loaded: typeof Undici | null = null;

/** undici itself, which takes most of the time that starting takes: it is loaded for the first request. */
export async function loadUndici(): Promise<void> {
  loaded ??= await import('undici');
}

/** undici, `null` before it is loaded. */
export function loadedUndici(): typeof Undici | null {
  return loaded;
}

/** undici, once it is loaded. */
export function undici(): typeof Undici {
  return loaded as typeof Undici;
}
