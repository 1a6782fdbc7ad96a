import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import * as core from '@req/core';
import { TRANSPORTS, type TransportName } from '@req/test-support/transports';

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

/** The cells of the rows below a heading, without its table's head. */
function rowsBelow(page: string, heading: string): string[][] {
  const section = page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('| `'));
  return rows.map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const unquoted = (cell: string | undefined): string => (cell ?? '').replace(/^`|`$/g, '');

/** The properties of interfaces in the sources. */
function propertiesOf(path: string, ...names: string[]): string[] {
  const source = read(path);
  return names.flatMap((name) => {
    const body = new RegExp(`^export interface ${name}\\b[^{]*\\{\\n([\\s\\S]*?)^\\}`, 'm').exec(source)?.[1] ?? '';
    return [...body.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, property]) => property as string);
  });
}

test('docs/errors.md has a row for each exception with its code, and says what to do', () => {
  const classes = Object.entries(core as unknown as Record<string, { prototype?: object }>).filter(
    ([name, value]) => name === 'RequestException' || value?.prototype instanceof core.RequestException,
  );
  const codes = classes.map(([name, { prototype }]) => [`\`${(prototype as { code: string }).code}\``, `\`${name}\``]);
  const rows = rowsBelow(read('docs/errors.md'), 'Codes');
  expect(rows.map(([code, name]) => [code, name])).toEqual(codes.sort());
  for (const [code, , happened, remedy] of rows) {
    expect(happened).not.toBe('');
    if (code !== '`URL_REQUIRED`') expect(remedy).not.toBe('');
  }
});

const SESSION = propertiesOf('packages/core/src/session/options.ts', 'SessionOptions');
const REQUEST = [
  ...propertiesOf('packages/core/src/request/request.ts', 'RequestInit'),
  ...propertiesOf('packages/core/src/send/settings.ts', 'SendOptions'),
];

test('docs/options.md has every option of sessions and requests, and says whose it is', () => {
  const whose = (name: string): string =>
    SESSION.includes(name) ? (REQUEST.includes(name) ? 'both' : 'session') : 'request';
  const expected = [...new Set([...SESSION, ...REQUEST])].map((name) => [name, whose(name)]);
  const rows = rowsBelow(read('docs/options.md'), 'Sessions and requests');
  expect(rows.map(([name, of]) => [unquoted(name), of]).sort()).toEqual(expected.sort());
});

test.each<[heading: string, files: [path: string, ...names: string[]][]]>([
  ['Retries', [['packages/core/src/transport/retry-policy.ts', 'RetryPolicy']]],
  [
    'Transports',
    [
      ['packages/node-connect/src/http/connection-options.ts', 'ConnectionOptions'],
      ['packages/transport-undici/src/options.ts', 'UndiciTransportOptions'],
      ['packages/transport-fetch/src/options.ts', 'FetchTransportOptions'],
      ['packages/transport-axios/src/options.ts', 'AxiosTransportOptions'],
    ],
  ],
  ['Downloads', [['packages/core/src/download/download.ts', 'DownloadOptions']]],
  ['Pages', [['packages/core/src/session/paginate.ts', 'PaginateOptions']]],
])('docs/options.md has every option below %s', (heading, files) => {
  const expected = files.flatMap(([path, ...names]) => propertiesOf(path, ...names));
  expect(expected.length).toBeGreaterThan(3);
  expect(
    rowsBelow(read('docs/options.md'), heading)
      .map(([name]) => unquoted(name))
      .sort(),
  ).toEqual(expected.sort());
});

test.each<[method: string, path: string, name: string]>([
  ['json', 'json-options', 'JsonOptions'],
  ['iterContent', 'iterate-response', 'IterContentOptions'],
  ['iterLines', 'iterate-response', 'IterLinesOptions'],
  ['iterEvents', 'iterate-events', 'IterEventsOptions'],
  ['iterJson', 'iterate-json', 'IterJsonOptions'],
  ['save', 'save', 'SaveOptions'],
])('docs/options.md has every option of %s()', (method, path, name) => {
  const names = propertiesOf(`packages/core/src/response/${path}.ts`, name);
  expect(names).not.toEqual([]);
  const row = rowsBelow(read('docs/options.md'), 'Methods of a response').find(([cell]) =>
    cell?.startsWith(`\`${method}(`),
  );
  expect(names.filter((option) => !row?.[1]?.includes(`\`${option}\``))).toEqual([]);
});

test('docs/options.md lists what send() takes', () => {
  const listed = /takes those about sending: ([^.]*)\./.exec(read('docs/options.md'))?.[1] ?? '';
  const names = [...listed.matchAll(/`(\w+)`/g)].map(([, name]) => name as string);
  expect(names.sort()).toEqual(propertiesOf('packages/core/src/send/settings.ts', 'SendOptions').sort());
});

const READMES: Readonly<Record<TransportName, string>> = {
  undici: 'transport-undici',
  http: 'transport-http',
  'node-fetch': 'transport-fetch',
  axios: 'transport-axios',
  'built-in fetch': 'transport-fetch',
};

test.each(Object.entries(READMES))('the capabilities of %s are in the README of %s', (name, folder) => {
  const { capabilities } = TRANSPORTS[name as TransportName]();
  const section = /^## Capabilities\n([\s\S]*?)^## /m.exec(read(`packages/${folder}/README.md`))?.[1] ?? '';
  const named = new Set(section.match(/[a-z0-9]+(?:-[a-z0-9]+)*/g));
  expect([...capabilities].filter((capability) => !named.has(capability))).toEqual([]);
});
