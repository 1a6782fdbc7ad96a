const MARKS = { passed: '✓', failed: '✗', 'not applicable': '–' };

/** Prints one line for each check, followed by notes and failures. */
export class Report {
  #transports;
  #opened = false;
  #started = performance.now();
  #counts = newCounts();
  #byClient = new Map();

  constructor(transports) {
    this.#transports = transports;
  }

  /** @param python The version of Python Requests, or `null`. */
  open(python) {
    if (this.#opened) return;
    this.#opened = true;
    console.log(`Transports: ${this.#transports.join(', ')}${python === null ? '' : `; compared with ${python}`}.`);
    console.log('✓ passed   – not applicable: unsupported by the transport, or Requests differs   ✗ failed');
  }

  subject(name, results) {
    if (results.length > 0) console.log(`\n${name}`);
    for (const { name: check, outcomes } of results) {
      console.log(`  ${check}`);
      console.log(`    ${outcomes.map(({ client, verdict }) => `${MARKS[verdict]} ${client}`).join('  ')}`);
      for (const { client, verdict, note } of outcomes) {
        this.#count(client, verdict);
        if (note) console.log(`      ${client}: ${note.replaceAll('\n', '\n        ')}`);
      }
    }
  }

  /** Prints the totals; returns whether all checks passed. */
  close() {
    console.log('');
    for (const [client, counts] of this.#byClient) console.log(`${client.padEnd(10)} ${summary(counts)}`);
    console.log(`In ${((performance.now() - this.#started) / 1000).toFixed(1)} s.`);
    console.log(summary(this.#counts));
    return this.#counts.failed === 0 && this.#counts.passed > 0;
  }

  #count(client, verdict) {
    const counts = this.#byClient.get(client) ?? newCounts();
    counts[verdict]++;
    this.#byClient.set(client, counts);
    this.#counts[verdict]++;
  }
}

function newCounts() {
  return { passed: 0, failed: 0, 'not applicable': 0 };
}

function summary(counts) {
  return `${counts.passed} passed, ${counts.failed} failed, ${counts['not applicable']} not applicable`;
}
