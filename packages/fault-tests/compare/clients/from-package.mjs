import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

/** Imports a client in the version that the given transport uses. */
export function clientOf(transport, name) {
  const require = createRequire(new URL(`../../../transport-${transport}/package.json`, import.meta.url));
  return import(pathToFileURL(require.resolve(name)));
}
