import type { Route } from '../router.ts';
import { basicAuthRoutes } from './basic-auth.ts';
import { cachingRoutes } from './caching.ts';
import { contentCodingRoutes } from './content-codings.ts';
import { cookieRoutes } from './cookies.ts';
import { digestAuthRoutes } from './digest-auth.ts';
import { documentRoutes } from './documents.ts';
import { eventRoutes } from './events.ts';
import { imageRoutes } from './images.ts';
import { inspectionRoutes } from './inspection.ts';
import { linkRoutes } from './links.ts';
import { methodRoutes } from './methods.ts';
import { randomBytesRoutes } from './random-bytes.ts';
import { rangeRoutes } from './range.ts';
import { redirectRoutes } from './redirects.ts';
import { responseHeaderRoutes } from './response-headers.ts';
import { statusRoutes } from './status.ts';
import { timingRoutes } from './timing.ts';

/** All routes, grouped as in httpbin's documentation. */
export const routes: readonly Route[] = [
  ...methodRoutes,
  ...basicAuthRoutes,
  ...digestAuthRoutes,
  ...statusRoutes,
  ...inspectionRoutes,
  ...responseHeaderRoutes,
  ...cachingRoutes,
  ...documentRoutes,
  ...contentCodingRoutes,
  ...timingRoutes,
  ...randomBytesRoutes,
  ...rangeRoutes,
  ...linkRoutes,
  ...cookieRoutes,
  ...imageRoutes,
  ...redirectRoutes,
  ...eventRoutes,
];
