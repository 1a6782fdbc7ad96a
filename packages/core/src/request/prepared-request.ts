import type { HeaderMap } from '../headers/header-map.ts';

export interface PreparedRequest {
  method: string;
  url: string;
  headers: HeaderMap;
  body: unknown;
  copy(): PreparedRequest;
}
