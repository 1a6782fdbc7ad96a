import type { Capability } from '@req/core';

/** What any fetch that follows the standard can do. */
export function platformCapabilities(): ReadonlySet<Capability> {
  return new Set<Capability>(streamsUploads() ? ['streaming-upload'] : []);
}

/** Some browsers send the text `[object ReadableStream]` for a stream: they do not read `duplex`. */
function streamsUploads(): boolean {
  if (typeof globalThis.Request !== 'function' || typeof globalThis.ReadableStream !== 'function') return false;
  let asked = false;
  const init = {
    method: 'POST',
    body: new ReadableStream(),
    get duplex(): 'half' {
      asked = true;
      return 'half';
    },
  };
  try {
    return !new Request('http://localhost/', init as RequestInit).headers.has('Content-Type') && asked;
  } catch {
    return false;
  }
}
