/** Bytes of a response's head. Requests' limit is 64 KiB a line. */
export const MAX_HEAD = 262_144;

/** Responses before the final one. */
export const MAX_INTERIM = 100;
