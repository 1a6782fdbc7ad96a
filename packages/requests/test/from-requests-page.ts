import { readFileSync } from 'node:fs';

/** A row of a page's tables, but for the one of package names: three cells, the first two with code. */
export interface Row {
  /** Heading that the table stands under, and the first cell: enough to find the row. */
  readonly title: string;
  readonly left: readonly string[];
  /** Code of ours, to be checked. */
  readonly code: readonly string[];
  readonly note: string;
}

export interface Snippet {
  readonly title: string;
  readonly code: string;
}

/** A page that shows how to come to req from elsewhere. */
export interface Page {
  readonly name: string;
  readonly rows: readonly Row[];
  /** The `import` lines that the snippets rely on. */
  readonly imports: string;
  readonly snippets: readonly Snippet[];
}

export function readPage(name: string): Page {
  const text = readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');
  const rows: Row[] = [];
  const blocks: Snippet[] = [];
  let heading = '';
  let block: string[] | null = null;
  for (const line of text.split('\n')) {
    if (block !== null) {
      if (line === '```') {
        blocks.push({ title: `${heading} (${blocks.length})`, code: block.join('\n') });
        block = null;
      } else block.push(line);
    } else if (line === '```ts') block = [];
    else if (line.startsWith('#')) heading = line.replace(/^#+ /, '');
    else if (line.startsWith('| ') && !/^\| (?:---|Requests|there) /.test(line)) rows.push(readRow(line, heading));
  }
  const isImport = ({ code }: Snippet): boolean => code.startsWith('import ');
  return {
    name,
    rows,
    imports: blocks
      .filter(isImport)
      .map(({ code }) => code)
      .join('\n'),
    snippets: blocks.filter((each) => !isImport(each)),
  };
}

function readRow(line: string, heading: string): Row {
  const cells = line.split(/(?<!\\)\|/).slice(1, -1);
  if (cells.length !== 3) throw new Error(`A row has three cells: ${line}`);
  const [left = '', code = '', note = ''] = cells.map((cell) => cell.trim());
  return { title: `${heading}: ${left}`, left: spans(left), code: spans(code), note };
}

function spans(cell: string): string[] {
  return Array.from(cell.matchAll(/`([^`]+)`/g), ([, code]) => code ?? '');
}
