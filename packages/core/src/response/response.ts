import type { HeaderMap } from '../headers/header-map.ts';
import type { PreparedRequest } from '../request/prepared-request.ts';

export interface Response {
  readonly statusCode: number;
  readonly headers: HeaderMap;
  readonly request: PreparedRequest | null;
}
