export { checkProxiedTarget } from './http/check-proxied-target.ts';
export { ClientExchange } from './http/client-exchange.ts';
export {
  CONNECTION_HINTS,
  CONNECTION_OPTIONS,
  type ConnectionOptions,
  readConnectionOptions,
  refuseConnectionOptions,
} from './http/connection-options.ts';
export { IncomingBody } from './http/incoming-body.ts';
export { NodeAgents, type NodeAgentsOptions } from './http/node-agents.ts';
export type { OpenRequestOptions } from './http/open-request.ts';
export { isKeepAlive, rewriteRequestHead } from './http/request-head/rewrite.ts';
export { isRewritten, parsableUrl } from './http/request-target.ts';
export { MAX_HEAD, MAX_INTERIM } from './http/response-limits.ts';
export { toUpload } from './http/upload.ts';
export { afterPoll } from './net/after-poll.ts';
export { connectionKey } from './net/connection-key.ts';
export { ExchangeFacts } from './net/exchange-facts.ts';
export { type Opening, openSocket, type SocketTarget } from './net/open-socket.ts';
export { fromSocketError, type SocketErrorContext } from './net/socket-errors.ts';
export { factsOf, type SocketFacts } from './net/socket-facts.ts';
export { type ExceptionClass, UNDICI_ERRORS, type UndiciError, undiciErrorOf } from './net/undici-errors.ts';
