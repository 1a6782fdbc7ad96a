/** Most bytes of a response's header block. (Requests limits each line, to 64 KiB.) */
export const MAX_HEAD = 262_144;

/** Most interim (1xx) responses before the final one. */
export const MAX_INTERIM = 100;
