import type { Capability } from '@req/core';

/** What a fetch made to the standard can be relied on for. */
export function platformCapabilities(): ReadonlySet<Capability> {
  return new Set<Capability>(streamsUploads() ? ['streaming-upload'] : []);
}

/** Some browsers take a stream as body and send the text `[object ReadableStream]`: they never ask for `duplex`. */
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
