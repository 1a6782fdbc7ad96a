export { afterPoll } from './after-poll.ts';
export { ClientExchange } from './client-exchange.ts';
export { connectionKey } from './connection-key.ts';
export {
  CONNECTION_HINTS,
  CONNECTION_OPTIONS,
  type ConnectionOptions,
  readConnectionOptions,
  refuseConnectionOptions,
} from './connection-options.ts';
export { isKeepAlive, setExactHead, setHead } from './exact-head.ts';
export { IncomingBody } from './incoming-body.ts';
export { judgeProxied } from './judge-proxied.ts';
export { NodeAgents, type NodeAgentsOptions } from './node-agents.ts';
export { type Opening, openSocket, type SocketTarget } from './open-socket.ts';
export { isRewritten, parsableUrl } from './request-target.ts';
export { MAX_HEAD, MAX_INTERIM } from './response-limits.ts';
export { fromSocketError, type SocketErrorContext } from './socket-errors.ts';
export { toUpload } from './upload.ts';
