// What `import` and `require` bring has one type.
import { HTTPError, Session } from '@req/core';
import { UndiciTransport } from '@req/transport-undici';

import core = require('@req/core');
import undici = require('@req/transport-undici');

export const first: Session = new core.Session({ transport: new UndiciTransport() });
export const second: core.Session = new Session({ transport: new undici.UndiciTransport() });
export const isError = (error: Error): error is core.HTTPError => error instanceof HTTPError;
