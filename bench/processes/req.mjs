export { FunctionTransport, HeaderMap, Session } from '@req/core';
export { UndiciTransport } from '@req/transport-undici';
