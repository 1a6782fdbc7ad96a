import type { Coding } from './inflate.web.ts';

type Format = ConstructorParameters<typeof DecompressionStream>[0];

/** What `DecompressionStream` knows here; it is asked, since platforms differ. */
export function inflatable(): Coding[] {
  return (['gzip', 'deflate', 'br', 'zstd'] as const).filter((coding) => {
    try {
      new DecompressionStream(coding as Format);
      return true;
    } catch {
      return false;
    }
  });
}
