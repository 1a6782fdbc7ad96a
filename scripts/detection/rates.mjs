let ASKED = ['req', 'charset_normalizer', 'chardet'];

/** Prints the hit rates as tables of Markdown. */
export function printRates(samples) {
  ASKED = ASKED.filter((name) => name in samples[0]);
  for (const group of ['unicode', 'web', 'older']) {
    const some = samples.filter((sample) => sample.group === group);
    table(
      `encoding (${group})`,
      by(some, (sample) => sample.encoding),
    );
  }
  table(
    'characters',
    by(samples, (sample) => sample.length),
  );
  table(
    'form',
    by(samples, (sample) => sample.form),
  );
  table(
    'language',
    by(
      samples.filter((sample) => sample.group === 'web'),
      (sample) => sample.language,
    ),
  );
  table(
    'group',
    by(samples, (sample) => sample.group),
  );
  const all = by(samples, () => 'all samples');
  table('total', all);
  const encodings = [...by(samples, (sample) => sample.encoding).values()];
  const means = ASKED.map((name) => mean(encodings.map((some) => share(some, name))));
  console.log(`| each encoding alike | ${encodings.length} | ${means.map(percent).join(' | ')} |`);
}

function by(samples, keyOf) {
  const groups = new Map();
  for (const sample of samples) {
    const key = keyOf(sample);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(sample);
  }
  return groups;
}

function table(title, groups) {
  console.log(`\n| ${title} | samples | ${ASKED.join(' | ')} |\n|---|--:|${'--:|'.repeat(ASKED.length)}`);
  for (const [key, some] of groups) {
    console.log(`| ${key} | ${some.length} | ${ASKED.map((name) => percent(share(some, name))).join(' | ')} |`);
  }
}

const share = (samples, name) => samples.filter((sample) => sample[name].hit).length / samples.length;
const mean = (numbers) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
const percent = (number) => `${(number * 100).toFixed(1)} %`;
