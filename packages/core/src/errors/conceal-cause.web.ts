import { redactText } from '#redact';

type Twin = typeof import('./conceal-cause.ts');

/** Where an error of a browser may quote a URL: it has no other properties, and no causes. */
const TEXTS = ['message', 'stack'] as const;

export const concealCause: Twin['concealCause'] = (cause) => {
  if (typeof cause === 'string') return redactText(cause);
  if (!(cause instanceof Error)) return cause;
  for (const name of TEXTS) {
    const text: unknown = cause[name];
    // Does nothing for a frozen error.
    if (typeof text === 'string')
      Reflect.defineProperty(cause, name, { value: redactText(text), configurable: true, writable: true });
  }
  return cause;
};
