import { readFileSync } from 'node:fs';
import { transform } from '@swc/core';

/** A statement of a README's block whose comment says what it gives. */
export interface Claim {
  readonly expression: string;
  readonly comment: string;
}

const README = new URL('../../../README.md', import.meta.url);

/** The `ts` block of the README that holds `text`. */
export function readmeBlock(text: string): string {
  return pageBlock(README, text);
}

/** The `ts` block of a page that holds `text`. */
export function pageBlock(page: URL, text: string): string {
  const found = blocksOf(page).filter((block) => block.includes(text));
  const name = page.pathname.split('/').at(-1);
  if (found.length !== 1) throw new Error(`${found.length} blocks of ${name} hold ${JSON.stringify(text)}, not one`);
  return found[0] as string;
}

/** The `ts` blocks of a page. */
export function blocksOf(page: URL): string[] {
  return [...readFileSync(page, 'utf8').matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map((match) => match[1] as string);
}

/** Lines of the form `expression;   // what it gives`. */
export function claimsOf(block: string): Claim[] {
  return block.split('\n').flatMap((line) => {
    const match = /^(\S.*?);\s+\/\/ (.+)$/.exec(line);
    return match === null ? [] : [{ expression: match[1] as string, comment: match[2] as string }];
  });
}

/**
 * Runs a block as the module that it is, its imports taken from `modules`, with `given` for the names that the text
 * around it explains. Returns what each claim gave, in order.
 */
export async function runBlock(
  block: string,
  modules: Readonly<Record<string, object>>,
  given: Readonly<Record<string, unknown>> = {},
): Promise<unknown[]> {
  const { body, names, values } = withoutImports(block, modules);
  const noted = body.replace(/^(\S.*?);(\s+\/\/ .+)$/gm, (_line, expression: string, comment: string) =>
    noting(expression, comment),
  );
  const source = `export default async function run(note, ${[...names, ...Object.keys(given)].join(', ')}) {\n${noted}\n}`;
  const { code } = await transform(source, {
    jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
    module: { type: 'commonjs' },
  });
  const exported: { default?: (...args: unknown[]) => Promise<void> } = {};
  new Function('exports', 'require', code)(exported, () => {
    throw new Error('a block of the README imports on its first lines only');
  });
  const results: unknown[] = [];
  await exported.default?.((value: unknown) => results.push(value), ...values, ...Object.values(given));
  return results;
}

/** What a statement gives is noted; a declaration is run and the name that it declares noted. */
function noting(expression: string, comment: string): string {
  const declared = /^(?:const|let) (\w+) = /.exec(expression)?.[1];
  if (declared !== undefined) return `${expression}; note(${declared});${comment}`;
  return /^(?:import|await using) /.test(expression) ? `${expression};${comment}` : `note(${expression});${comment}`;
}

const IMPORT = /^import (?:(\w+))?(?:, )?(?:\{ ([^}]+) \})? from '([^']+)';\n/gm;

function withoutImports(block: string, modules: Readonly<Record<string, object>>) {
  const names: string[] = [];
  const values: unknown[] = [];
  const body = block.replace(IMPORT, (_all, main: string | undefined, list: string | undefined, from: string) => {
    const module = modules[from] as Record<string, unknown> | undefined;
    if (module === undefined) throw new Error(`the README imports ${from}, which the test does not have`);
    for (const [name, key] of [...(main ? [[main, 'default']] : []), ...(list?.split(', ').map((n) => [n, n]) ?? [])]) {
      if (!((key as string) in module)) throw new Error(`${from} does not export ${key}`);
      names.push(name as string);
      values.push(module[key as string]);
    }
    return '';
  });
  return { body, names, values };
}
