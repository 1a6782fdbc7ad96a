declare const requireUndici: () => typeof import('undici');
export = requireUndici;
