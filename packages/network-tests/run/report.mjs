import { worstOfAll } from './lateness.mjs';

const MARKS = { passed: '✓', failed: '✗', declared: '–' };

/** Prints one line a check, and what went wrong under it. */
export class Report {
  #names;
  #python;
  #counts = { passed: 0, failed: 0, declared: 0 };
  #byWho = new Map();

  constructor(names, python) {
    this.#names = names;
    this.#python = python;
  }

  opening(ms) {
    const who = this.#python === null ? '' : `; beside them ${this.#python.version}`;
    console.log(`Servers up in ${seconds(ms)}. On ${this.#names.join(', ')}${who}.`);
    console.log('✓ passed   – declared: what a transport says it cannot do, where Requests differs by name   ✗ failed');
  }

  subject(name) {
    console.log(`\n${name}`);
  }

  check(check, results) {
    console.log(`  ${check.name}`);
    console.log(`    ${results.map(({ who, outcome }) => `${MARKS[outcome]} ${who}`).join('  ')}`);
    for (const { who, outcome, note } of results) {
      this.#count(who, outcome);
      if (note) console.log(`      ${who}: ${note.replaceAll('\n', '\n        ')}`);
    }
  }

  /** True when nothing failed. */
  closing(ms) {
    console.log('');
    for (const [who, counts] of this.#byWho) console.log(`${who.padEnd(10)} ${words(counts)}`);
    if (worstOfAll.length > 0) console.log(`Timeouts: at worst ${Math.max(...worstOfAll).toFixed(1)} ms late.`);
    console.log(`In ${seconds(ms)}.`);
    console.log(words(this.#counts));
    return this.#counts.failed === 0 && this.#counts.passed > 0;
  }

  #count(who, outcome) {
    const own = this.#byWho.get(who) ?? { passed: 0, failed: 0, declared: 0 };
    own[outcome]++;
    this.#byWho.set(who, own);
    this.#counts[outcome]++;
  }
}

const words = ({ passed, failed, declared }) => `${passed} passed, ${failed} failed, ${declared} declared`;
const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;
