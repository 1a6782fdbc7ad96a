import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

/** A client in the version that one of our transports uses. */
export function clientOf(transport, name) {
  const require = createRequire(new URL(`../../../transport-${transport}/package.json`, import.meta.url));
  return import(pathToFileURL(require.resolve(name)));
}
