const { channel } = process.getBuiltinModule('node:diagnostics_channel');

// Held here: Node forgets a channel that nobody holds, and its subscribers with it.
const request = channel('req:exchange:request');
const response = channel('req:exchange:response');
const error = channel('req:exchange:error');
const bodyEnd = channel('req:exchange:bodyEnd');

/** Whether one of the channels has a subscriber. */
export function diagnosed(): boolean {
  return request.hasSubscribers || response.hasSubscribers || error.hasSubscribers || bodyEnd.hasSubscribers;
}

/** Publishes an exchange to the channel of the event: `req:exchange:request`, `:response`, `:error` and `:bodyEnd`. */
export const diagnostics = {
  request: (exchange: object): void => request.publish(exchange),
  response: (exchange: object): void => response.publish(exchange),
  error: (exchange: object): void => error.publish(exchange),
  bodyEnd: (exchange: object): void => bodyEnd.publish(exchange),
};
