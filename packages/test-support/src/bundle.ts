import { type BuildOptions, build } from 'esbuild';

/** For dependencies in CommonJS. */
const REQUIRE =
  "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);";

/** Bundles sources into one ES module for a child process: Node 20 does not run TypeScript. */
export async function bundleForNode(
  outfile: string,
  input: Pick<BuildOptions, 'entryPoints' | 'stdin' | 'external'>,
): Promise<void> {
  await build({
    ...input,
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['@req/source'],
    banner: { js: REQUIRE },
    logLevel: 'error',
  });
}
