type Twin = typeof import('./foreign-options.ts');

/** Left out: an unknown option is refused, with a name that is similar. */
export const REQUEST_HINTS: Twin['REQUEST_HINTS'] = {};
export const SESSION_HINTS: Twin['SESSION_HINTS'] = {};
export const BODY_HINT: Twin['BODY_HINT'] = null;
