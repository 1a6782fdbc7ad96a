import { VERDICTS } from './verdict.mjs';

const HEADINGS = {
  correct: 'correct',
  unspecific: 'unspecific error',
  discarded: 'valid response discarded',
  wrong: 'fault not noticed',
  hang: 'hangs',
  crash: 'crashes the process',
  unsupported: 'no such feature',
};

/** The page: an introduction, the totals, and a table for each group of faults. */
export function render({ clients, groups, versions }) {
  return `${[intro(versions), totals(clients), ...groups.map((group) => table(group, clients))].join('\n')}`;
}

function intro(versions) {
  const using = Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');
  return `# How HTTP clients handle faults

127 ways in which a server, a proxy or the network can fail, and what HTTP clients make of them. Each case is a server on
loopback that misbehaves on purpose (\`packages/fault-tests/faults\`). Every client is exposed to it twice, reading the
body at once and as a stream, and the worse result counts. Each client runs in a process of its own. \`npm run
faults:compare\` takes the measurements and writes this page. Measured with ${using}.

Clients run with their defaults plus the timeouts, limits and proxies that they offer: undici's \`headersTimeout\`,
\`bodyTimeout\`, \`connect.timeout\`, \`maxResponseSize\` and \`ProxyAgent\`; axios' \`timeout\`, \`maxContentLength\` and \`proxy\`;
node-fetch's \`size\`. axios is told that no status is an error. The two fetches have no timeouts: where they hang, an
\`AbortSignal.timeout()\` would end the request. \`undici.request\` neither decodes bodies nor follows redirects, and the
fetches have no proxies: those cases count as *no such feature*.

- *correct*: the expected response, or an error that identifies the kind of fault: for req the exact exception class, for
  the others a \`code\`, \`type\` or name of the error itself (not of its cause). Where the specifications allow two
  outcomes, either is correct.
- *unspecific error*: \`TypeError: fetch failed\`, or an error that names another kind of fault.
- *valid response discarded*: an error although a valid response was received.
- *fault not noticed*: a truncated body or an invalid response is returned as complete, a proxy's response is taken for
  the server's, the request is sent to the proxy, or the next request is broken.
- *hangs*: the request did not end within eight seconds. *crashes the process*: an uncaught exception or an unhandled
  rejection.
- *no such feature*: the client cannot do it. On a transport without the capability, req says so before it sends anything.
`;
}

function totals(clients) {
  const head = `| | ${VERDICTS.map((verdict) => HEADINGS[verdict]).join(' | ')} |`;
  const rows = clients.map(({ name, verdicts }) => {
    const counts = VERDICTS.map((verdict) => verdicts.filter((one) => one.verdict === verdict).length);
    return `| ${name} | ${counts.join(' | ')} |`;
  });
  return [head, `| --- |${' ---: |'.repeat(VERDICTS.length)}`, ...rows, ''].join('\n');
}

function table({ title, cases }, clients) {
  const rows = cases.map((fault) => {
    const cells = clients.map(({ verdicts }) => cell(verdicts.find(({ name }) => name === fault.name)));
    return `| ${fault.name} | ${outcome(fault.expected)} | ${cells.join(' | ')} |`;
  });
  return [
    `## ${title[0].toUpperCase()}${title.slice(1)}`,
    '',
    `| | expected | ${clients.map(({ name }) => name).join(' | ')} |`,
    `| --- | --- |${' --- |'.repeat(clients.length)}`,
    ...rows,
    '',
  ].join('\n');
}

function outcome(expected) {
  return 'error' in expected ? expected.error : `${expected.status}, ${expected.body.length} bytes`;
}

function cell({ verdict, note }) {
  if (verdict === 'correct') return 'correct';
  if (verdict === 'unsupported') return '–';
  if (verdict === 'hang') return '**hangs**';
  if (verdict === 'unspecific') return `error: ${note}`;
  if (verdict === 'discarded') return `discarded: ${note}`;
  return `**${verdict === 'crash' ? '' : 'wrong: '}${note}**`;
}
