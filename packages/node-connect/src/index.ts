export { afterPoll } from './after-poll.ts';
export { ClientExchange } from './client-exchange.ts';
export { connectionKey } from './connection-key.ts';
export { setExactHead } from './exact-head.ts';
export { IncomingBody } from './incoming-body.ts';
export { NodeAgents, type NodeAgentsOptions } from './node-agents.ts';
export { type Opening, openSocket, type SocketTarget } from './open-socket.ts';
export { fromSocketError, type SocketErrorContext } from './socket-errors.ts';
export { toUpload } from './upload.ts';
