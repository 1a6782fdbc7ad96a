import { inspect, stripVTControlCharacters } from 'node:util';

const isColoured = process.stdout.isTTY === true && !process.env.NO_COLOR;
const WIDTH = Math.min(process.stdout.columns || 100, 100);
const paint = (code) => (text) => (isColoured ? `\u001b[${code}m${text}\u001b[0m` : text);
const bold = paint(1);
const dim = paint(2);
const red = paint(31);
const green = paint(32);
const cyan = paint(36);

function print(...lines) {
  for (const line of lines) console.log(line);
}

/** One line, cut where the terminal ends. */
function oneLine(text, width = WIDTH - 4) {
  const line = stripVTControlCharacters(text).replace(/\s*\n\s*/g, ' ');
  return line.length <= width ? line : `${line.slice(0, width - 1)}…`;
}

/** A result as it is shown: text as it is, errors as Name: message, all else as Node inspects it. */
function shown(value) {
  if (value instanceof Error) return oneLine(`${value.name}: ${value.message}`);
  if (typeof value === 'string') return oneLine(value);
  return oneLine(inspect(value, { depth: 3, breakLength: Number.POSITIVE_INFINITY, maxArrayLength: 12 }));
}

export function printHeading(title, prelude) {
  print('', bold(cyan(`━━ ${title} ${'━'.repeat(WIDTH - title.length - 4)}`)), '');
  for (const line of prelude) print(`  ${dim('>')} ${line}`);
}

export function printSection(title) {
  print('', `  ${bold(title)}`, '');
}

/** Short statements follow each other as in a shell; longer ones and remarks get air above them. */
export function printStep({ code, note }, { result, isRight, isFirst }) {
  if (!isFirst && (note !== undefined || code.length > 1)) print('');
  if (note !== undefined) print(`  ${dim(`// ${note}`)}`);
  for (const line of code) print(`  ${dim('>')} ${line}`);
  print(`  ${isRight ? green('✓') : red('✗')} ${isRight ? dim(shown(result)) : red(shown(result))}`);
}

/** What went wrong, whole, where a cut line would hide it. */
export function printWrong(result, wanted) {
  if (typeof wanted !== 'function') print(`    ${red('wanted')} ${shown(wanted)}`);
  if (result instanceof Error)
    print(
      ...String(result.stack)
        .split('\n')
        .slice(0, 6)
        .map((line) => `    ${dim(line)}`),
    );
}

export function printTotal({ right, wrong, names, ms }) {
  const text = `${right} of ${right + wrong} statements as in Requests, on ${names.join(', ')}  (${(ms / 1000).toFixed(1)} s)`;
  print('', `${wrong === 0 ? green('✓') : red('✗')} ${bold(text)}`);
}
