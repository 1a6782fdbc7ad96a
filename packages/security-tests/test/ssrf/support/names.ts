import type { LookupAddress } from 'node:dns';
import dns from 'node:dns';

type Callback = (error: Error | null, found: string | LookupAddress[], family?: number) => void;

const real: unknown = dns.lookup;
const answers = new Map<string, string[][]>();
const asked: string[] = [];

/**
 * Makes names below `.test` resolve to a list of answers in turn, the last one from then on, like an attacker's name
 * server. Other names are resolved by the platform.
 */
export const names = {
  set(name: string, ...each: string[][]): void {
    answers.set(name, each);
  },
  /** How often a name was looked up. */
  asked: (name: string): number => asked.filter((each) => each === name).length,
  install(): void {
    (dns as { lookup: unknown }).lookup = lookup;
  },
  restore(): void {
    (dns as { lookup: unknown }).lookup = real;
    answers.clear();
    asked.length = 0;
  },
};

function lookup(name: string, options: { all?: boolean } | Callback, last?: Callback): void {
  const callback = (typeof options === 'function' ? options : last) as Callback;
  const list = answers.get(name);
  if (list === undefined) {
    (real as (...args: unknown[]) => void)(name, options, last);
    return;
  }
  asked.push(name);
  const found = (list.length > 1 ? list.shift() : list[0]) as string[];
  const all = found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  const wantsAll = typeof options === 'object' && options.all === true;
  process.nextTick(() => (wantsAll ? callback(null, all) : callback(null, found[0] as string, all[0]?.family)));
}
