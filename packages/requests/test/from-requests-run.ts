import { transformSync } from '@swc/core';

/** `session.auth = …` and `for (…) …` stand for themselves; all else is an expression. */
export function isStatement(code: string): boolean {
  return /^(?:for|if|await using|const|let)\b/.test(code);
}

/** `expression; // → value`: what the page says an expression is. */
const SAID = /^(\s*)(.+); \/\/ → (.+)$/gm;

/** How many values a snippet tells. */
export function countSaid(code: string): number {
  return code.match(SAID)?.length ?? 0;
}

/** The snippet with a call of `check` for each value it tells. */
export function withChecks(code: string): string {
  return code.replace(SAID, '$1check($2, $3);');
}

/** Runs TypeScript as the body of an async function that sees `scope`. @returns what the body returns */
export async function run(code: string, scope: Readonly<Record<string, unknown>>): Promise<unknown> {
  const { code: javascript } = transformSync(`async function snippet() {\n${code}\n}`, {
    swcrc: false,
    jsc: { target: 'es2022', parser: { syntax: 'typescript' }, externalHelpers: false },
    isModule: false,
  });
  const make = new Function(...Object.keys(scope), `${javascript}\nreturn snippet();`);
  return make(...Object.values(scope));
}

/** Every `variable.member` in the code whose variable is in scope and has no such member. */
export function missingMembers(code: string, scope: Readonly<Record<string, unknown>>): string[] {
  const missing: string[] = [];
  for (const [path, variable = '', member = ''] of code.matchAll(/(?<![.\w'])([a-zA-Z]\w*)\??\.(\w+)/g)) {
    if (!Object.hasOwn(scope, variable) || typeof scope[variable] === 'string') continue;
    if (!(member in Object(scope[variable]))) missing.push(path);
  }
  return missing;
}
