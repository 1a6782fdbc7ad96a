// What the `browser` condition chooses.
const { writeFileSync } = require('node:fs');
const { run } = require('../page.cjs');

test('the checks', async () => {
  writeFileSync(process.env.MATRIX_RESULT, JSON.stringify(await run()));
}, 60_000);
