export type { Repeat, Reply } from './server/play-reply.ts';
export type { Framing, WireRequest } from './server/read-request.ts';
export { type Origins, type Place, type RecordedRequest, ScriptServer } from './server/script-server.ts';
