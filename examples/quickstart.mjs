// Requests' Quickstart, statement by statement, on each transport:
//
//   npm run quickstart                                     all three, against an embedded httpbin
//   npm run quickstart -- --transport undici               one of them (undici, node-fetch, axios)
//   npm run quickstart -- --base https://httpbin.org       against another httpbin
//
// Ends with 1 when a result is not what Requests gives.
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { page } from './quickstart/page.mjs';
import { printHeading, printSection, printStep, printTotal, printWrong } from './quickstart/printer.mjs';
import { setStage } from './quickstart/stage.mjs';
import { transports } from './quickstart/transports.mjs';

const { values } = parseArgs({
  options: { transport: { type: 'string', multiple: true }, base: { type: 'string' } },
});
const names = values.transport ?? Object.keys(transports);
const unknown = names.filter((name) => !Object.hasOwn(transports, name));
if (unknown.length > 0) {
  console.error(`There is no transport ${unknown.join(', ')}: choose from ${Object.keys(transports).join(', ')}.`);
  process.exit(2);
}

/** Runs one statement. An exception it did not announce is a result too, and a wrong one. */
async function perform(statement) {
  try {
    const result = await statement.run();
    const { wanted } = statement;
    return {
      result,
      isRight: typeof wanted === 'function' ? wanted(result) === true : isDeepStrictEqual(result, wanted),
    };
  } catch (error) {
    return { result: error, isRight: false };
  }
}

const start = performance.now();
const stage = await setStage(values.base);
const total = { right: 0, wrong: 0 };

try {
  for (const name of names) {
    const { prelude, take } = transports[name];
    const places = ['httpbin', 'github', 'elsewhere', 'refused'].map((place) => `const ${place} = '${stage[place]}';`);
    printHeading(name, [...prelude, ...places, 'let r: Response;']);
    const requests = take();
    for (const section of page) {
      printSection(section.title);
      for (const [i, statement] of section.statements({ requests, ...stage }).entries()) {
        const { result, isRight } = await perform(statement);
        total[isRight ? 'right' : 'wrong'] += 1;
        printStep(statement, { result, isRight, isFirst: i === 0 });
        if (!isRight) printWrong(result, statement.wanted);
      }
    }
  }
} finally {
  await stage.clear();
}

printTotal({ ...total, names, ms: performance.now() - start });
process.exitCode = total.wrong === 0 ? 0 : 1;
