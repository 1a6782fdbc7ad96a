/** Options as a module of their own. */
export const timeout = 5000;
