type Twin = typeof import('./validate-response-head.ts');

/** A browser has read the head, by stricter rules. */
export const responseHeadError: Twin['responseHeadError'] = () => null;

/** Never called. */
export const rejectResponse = null as unknown as Twin['rejectResponse'];
