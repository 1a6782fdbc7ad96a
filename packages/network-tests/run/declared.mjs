/** Not a failure: the transport says that it cannot do this, before anything is sent. */
export class Declared extends Error {}
