import { isBytes } from '../lang/bytes.ts';
import type { ParamsInit } from './encode-params.ts';
import { encodeMultipart, type FilesInit, type FileValue, type Multipart } from './multipart.ts';
import { isFormData, isStreamable } from './stream-body.ts';

/** `files` with the fields of `data` before them. @throws TypeError for `data` that has no fields */
export function encodeFiles(files: FilesInit, data: unknown): Multipart {
  return encodeMultipart(files, fieldsBeside(data));
}

/** A WHATWG FormData. */
export function encodeFormData(form: FormData): Multipart {
  return encodeMultipart(formDataFiles(form), null);
}

/** The parts of a WHATWG FormData, in its order: text fields, and files with name and type. */
function formDataFiles(form: FormData): FilesInit {
  const parts: [string, FileValue][] = [];
  form.forEach((value, name) => {
    if (typeof value === 'string') parts.push([name, [null, value]]);
    else parts.push([name, [value.name, value, value.type || 'application/octet-stream']]);
  });
  return parts;
}

/** The form fields that go into a multipart body with `files`. */
function fieldsBeside(data: unknown): ParamsInit | null {
  if (data === null) return null;
  if (typeof data === 'string' || isBytes(data))
    throw new TypeError('data must be a form, not text or bytes, when files are given');
  if (isFormData(data)) {
    const fields: [string, string][] = [];
    data.forEach((value, name) => {
      if (typeof value !== 'string') throw new TypeError('a FormData that holds files cannot be combined with files');
      fields.push([name, value]);
    });
    return fields;
  }
  if (isStreamable(data)) throw new TypeError('streamed bodies and files are mutually exclusive');
  return data as ParamsInit;
}
