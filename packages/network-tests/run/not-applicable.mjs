/** Thrown instead of a failure when a transport says, before anything is sent, that it does not support the request. */
export class NotApplicable extends Error {}
