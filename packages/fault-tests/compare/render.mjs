import { VERDICTS } from './judge.mjs';

const HEADINGS = {
  right: 'right',
  generic: 'an error that does not say',
  refused: 'an error for a good answer',
  wrong: 'wrong taken for right',
  hang: 'hangs',
  crash: 'reaches the process',
  absent: 'not done by it',
};

/** The page: what it is about, the counts, and each case. */
export function render({ clients, groups, versions }) {
  return `${[intro(versions), summary(clients), ...groups.map((group) => table(group, clients))].join('\n')}`;
}

function intro(versions) {
  const using = Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');
  return `# When everything goes wrong

What HTTP clients make of 127 ways in which a server, a proxy or the network fails them. Every case is a server on
loopback that misbehaves on purpose (\`packages/fault-tests/grid\`); each client meets each of them twice, its body read at
once and as a stream, and the worse of the two counts. Each client runs in a process of its own. Measured by
\`npm run faults:compare\`, which writes this page, with ${using}.

Clients are as they come, plus the timeouts, limits and proxies that they have themselves: undici's \`headersTimeout\`,
\`bodyTimeout\`, \`connect.timeout\`, \`maxResponseSize\` and \`ProxyAgent\`; axios' \`timeout\`, \`maxContentLength\` and \`proxy\`;
node-fetch's \`size\`. The two fetches have no timeout: an \`AbortSignal.timeout()\` of the caller's would end what hangs.
\`undici.request\` neither decodes nor follows redirects, and the fetches know no proxies: those cases are not counted.

- *right*: the right response, or an error that tells the kind of fault: of req its class exactly, of the others a
  \`code\`, \`type\` or name of the error itself (not of its cause). axios is told that no status is
  an error. Where more than one end is good, each counts.
- *an error that does not say*: \`TypeError: fetch failed\`, or one that tells another kind of fault.
- *an error for a good answer*: a response that was there to be had is lost.
- *wrong taken for right*: half a body or a broken response is returned as whole, a proxy's answer as the server's, the
  request is shown to the proxy, or the next request is spoilt.
- *hangs*: nothing came of it in eight seconds. *reaches the process*: an uncaught exception or an unhandled rejection.
- *not done by it*: the client has no means for it; req on a transport without it says so before anything is sent.
`;
}

function summary(clients) {
  const head = `| | ${VERDICTS.map((verdict) => HEADINGS[verdict]).join(' | ')} |`;
  const rows = clients.map(({ name, verdicts }) => {
    const counts = VERDICTS.map((verdict) => verdicts.filter((one) => one.verdict === verdict).length);
    return `| ${name} | ${counts.join(' | ')} |`;
  });
  return [head, `| --- |${' ---: |'.repeat(VERDICTS.length)}`, ...rows, ''].join('\n');
}

function table({ title, cases }, clients) {
  const lines = cases.map((fault) => {
    const cells = clients.map(({ verdicts }) => cell(verdicts.find(({ name }) => name === fault.name)));
    return `| ${fault.name} | ${right(fault.right)} | ${cells.join(' | ')} |`;
  });
  return [
    `## ${title[0].toUpperCase()}${title.slice(1)}`,
    '',
    `| | right | ${clients.map(({ name }) => name).join(' | ')} |`,
    `| --- | --- |${' --- |'.repeat(clients.length)}`,
    ...lines,
    '',
  ].join('\n');
}

function right(end) {
  return 'error' in end ? end.error : `${end.status}, ${end.body.length} bytes`;
}

function cell({ verdict, note }) {
  if (verdict === 'right') return 'right';
  if (verdict === 'absent') return '–';
  if (verdict === 'hang') return '**hangs**';
  if (verdict === 'generic') return `error: ${note}`;
  if (verdict === 'refused') return `refused: ${note}`;
  return `**${verdict === 'crash' ? '' : 'wrong: '}${note}**`;
}
