/** `@req/core/events`: a source of server-sent events that reconnects. For the events of one response: `response.iterEvents()`. */

export type { ServerSentEvent } from '../response/iterate-events.ts';
export { type EventSourceOptions, eventSource, type Reconnection } from './event-source.ts';
