import { checkFieldLines } from '../headers/field-syntax.ts';
import type { HeaderMap } from '../headers/header-map.ts';
import { checkMethod } from '../request/method.ts';

/**
 * The last look at what a transport will write. Auth functions, hooks and sessions may have changed what was checked
 * when the request was prepared, and not every client looks for itself.
 * @throws TypeError for a method that is no token, InvalidHeader for a field that HTTP does not allow; no message shows
 * a value
 */
export function validateRequestHead(method: string, headers: HeaderMap): void {
  checkMethod(method);
  checkFieldLines(headers.toFlat());
}
