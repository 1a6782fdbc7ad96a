// A statement of the page: the code that is shown is the source of the function that is run.

/**
 * @param {() => unknown} run what to run; its source is shown, and what it returns is the result
 * @param {unknown} wanted what Requests gives: a value to equal, or a function that says whether the result is right
 * @param {string} [note] a remark above the code
 */
export function step(run, wanted, note) {
  return { code: codeOf(run), run, wanted, note };
}

/** A statement that ends in an exception: of the class, and a RequestException. */
export function raises(run, classes, note) {
  const wanted = (error) => classes.every((each) => error instanceof each);
  return { code: codeOf(run), run: () => caught(run), wanted, note };
}

async function caught(run) {
  try {
    await run();
  } catch (error) {
    return error;
  }
  return 'nothing was raised';
}

/** A function's body as its lines, `return` and the outer indentation taken off: valid as it stands. */
function codeOf(run) {
  const source = run.toString().replace(/^(async )?\(\) =>\s*/, '');
  const isBlock = source.startsWith('{');
  const body = isBlock ? source.slice(1, source.lastIndexOf('}')) : `${source};`;
  const lines = body.split('\n').filter((line) => line.trim() !== '');
  const depth = Math.min(...lines.slice(isBlock ? 0 : 1).map((line) => line.search(/\S/)));
  return lines
    .map((line, i) => (isBlock || i > 0 ? line.slice(depth) : line))
    .map((line) => line.replace(/^return /, ''));
}
