import type { Transform } from 'node:stream';

type Create = (...args: unknown[]) => Transform;

const NAMES = ['createInflate', 'createInflateRaw', 'createGunzip', 'createBrotliDecompress', 'createZstdDecompress'];
const SYNC = ['gunzipSync', 'inflateSync', 'inflateRawSync', 'brotliDecompressSync', 'zstdDecompressSync'];

/** Counts the bytes that Node's decoders return while `run` runs. */
export async function decodedBytes(run: () => Promise<unknown>): Promise<number> {
  const zlib = process.getBuiltinModule('node:zlib');
  const kept = new Map<string, PropertyDescriptor>();
  let count = 0;
  const counted = (name: string, original: Create): Create => {
    if (SYNC.includes(name)) {
      return (...args) => {
        const result = original(...args);
        // With the option `info` the result is an object with buffer and engine.
        const bytes = result as unknown as Uint8Array | { readonly buffer: Uint8Array };
        count += bytes instanceof Uint8Array ? bytes.length : bytes.buffer.length;
        return result;
      };
    }
    return (...args) => {
      const engine = original(...args);
      const push = engine.push;
      engine.push = function countedPush(chunk: Uint8Array | null, ...rest: []): boolean {
        count += chunk?.length ?? 0;
        return push.call(this, chunk, ...rest);
      };
      return engine;
    };
  };
  for (const name of [...NAMES, ...SYNC]) {
    const descriptor = Object.getOwnPropertyDescriptor(zlib, name);
    if (descriptor === undefined) continue;
    kept.set(name, descriptor);
    Object.defineProperty(zlib, name, { ...descriptor, value: counted(name, descriptor.value as Create) });
  }
  try {
    await run();
  } finally {
    for (const [name, descriptor] of kept) Object.defineProperty(zlib, name, descriptor);
  }
  return count;
}
