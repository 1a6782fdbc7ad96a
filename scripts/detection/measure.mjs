// How often detection is right, beside charset_normalizer and chardet. Usage: measure.mjs [held-out | tune] [--misses]
import { execFileSync } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { CACHE, loadCharset } from './bundle-charset.mjs';
import { printRates } from './rates.mjs';

const part = process.argv[2] === 'tune' ? 'tune' : 'held-out';
execFileSync('/usr/bin/python3', [join(import.meta.dirname, 'ask-referees.py'), part, CACHE], { stdio: 'inherit' });
const { detect, findCodec } = await loadCharset();

// The processor's time: the machine may have other work.
const cpuMs = (start) => Object.values(process.cpuUsage(start)).reduce((sum, part) => sum + part, 0) / 1000;
let about = null;
const samples = [];
const times = [];
for await (const line of createInterface({ input: createReadStream(join(CACHE, `${part}.jsonl`)) })) {
  const sample = JSON.parse(line);
  if (about === null) {
    about = sample;
    continue;
  }
  const bytes = Buffer.from(sample.data, 'base64');
  const start = process.cpuUsage();
  const said = detect(bytes);
  if (sample.length === 2000) times.push(cpuMs(start));
  sample.req = { said, hit: findCodec(said)?.decode(bytes) === sample.text };
  samples.push(sample);
}

console.log(
  `${part}: ${samples.length} samples; Python ${about.python}, charset_normalizer ${about.charset_normalizer}, ` +
    `chardet ${about.chardet}, Node ${process.versions.node}; ${new Date().toISOString().slice(0, 10)}\n`,
);
printRates(samples);
times.sort((a, b) => a - b);
const at = (share) => times[Math.floor(times.length * share)].toFixed(2);
console.log(
  `\nreq's time for 2000 characters, in ms of the processor: median ${at(0.5)}, 99 % ${at(0.99)}, most ${times.at(-1).toFixed(2)}`,
);

if (process.argv.includes('--misses')) {
  const misses = new Map();
  for (const { encoding, language, length, req } of samples) {
    if (req.hit) continue;
    const key = `${encoding} ${language} read as ${req.said}`;
    misses.set(key, [...(misses.get(key) ?? []), length]);
  }
  for (const [key, lengths] of [...misses].sort((a, b) => b[1].length - a[1].length))
    console.log(key, lengths.join(' '));
}
