import { UnsupportedByTransport } from '../errors/errors.ts';

/** There are no files. @throws UnsupportedByTransport */
export const saveResponse: typeof import('./save.ts').saveResponse = async (response) => {
  const reason = 'there are no files in a browser: make a Blob of `response.content`, and a link to it';
  throw new UnsupportedByTransport('browser', 'files', { response, reason });
};
