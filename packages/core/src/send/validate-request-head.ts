import { InvalidHeader } from '../errors/errors.ts';
import type { HeaderMap } from '../headers/header-map.ts';
import { LastFields } from '../headers/last-fields.ts';
import { isToken } from '../headers/validate.ts';
import { checkMethod } from '../request/method.ts';

// Controls would end the line; characters beyond ISO-8859-1 could be folded into controls (U+010A into LF).
const FORBIDDEN = /[^\t\x20-\x7e\x80-\xff]/;

const checked = new LastFields();

/**
 * The last look at what a transport will write. Auth functions, hooks and sessions may have changed what was checked
 * when the request was prepared, and not every client looks for itself.
 * @throws TypeError for a method that is no token, InvalidHeader for a field that HTTP does not allow; no message shows
 * a value
 */
export function validateRequestHead(method: string, headers: HeaderMap): void {
  checkMethod(method);
  const flat = headers.toFlat();
  if (checked.matches(flat)) return;
  for (let i = 0; i < flat.length; i += 2) {
    const name = flat[i] as string;
    if (!isToken(name)) throw new InvalidHeader(`Invalid header name: ${JSON.stringify(name)}`);
    if (!FORBIDDEN.test(flat[i + 1] as string)) continue;
    throw new InvalidHeader(
      `The value of header ${JSON.stringify(name)} holds a control character or one beyond ISO-8859-1.`,
    );
  }
  checked.remember(flat);
}
