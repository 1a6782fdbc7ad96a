import { createRequests } from '@req/core';
import requests from '@req/requests';
import { AxiosTransport } from '@req/transport-axios';
import { FetchTransport } from '@req/transport-fetch';
import nodeFetch from 'node-fetch';

/** The three clients: how a person takes each up, and the same done. */
export const transports = {
  undici: {
    prelude: ["import requests, { codecs, type Response } from '@req/requests';"],
    take: () => requests,
  },
  'node-fetch': {
    prelude: [
      "import { codecs, createRequests, type Response } from '@req/core';",
      "import { FetchTransport } from '@req/transport-fetch';",
      "import nodeFetch from 'node-fetch';",
      'const requests = createRequests({ transport: new FetchTransport(nodeFetch) });',
    ],
    take: () => createRequests({ transport: new FetchTransport(nodeFetch) }),
  },
  axios: {
    prelude: [
      "import { codecs, createRequests, type Response } from '@req/core';",
      "import { AxiosTransport } from '@req/transport-axios';",
      'const requests = createRequests({ transport: new AxiosTransport() });',
    ],
    take: () => createRequests({ transport: new AxiosTransport() }),
  },
};
