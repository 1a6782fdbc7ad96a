import { HeaderMap } from '../headers/header-map.ts';
import { supportedCodings } from '../response/content-codings.ts';
import { VERSION } from '../version.ts';

/** What a session sends unless told otherwise, in Requests' order. */
export function defaultHeaders(): HeaderMap {
  return HeaderMap.fromFlat([
    'User-Agent',
    `req/${VERSION}`,
    'Accept-Encoding',
    supportedCodings().join(', '),
    'Accept',
    '*/*',
    'Connection',
    'keep-alive',
  ]);
}
