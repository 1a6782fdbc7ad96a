import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { InvalidSchema } from '@req/core';
import { ScriptServer } from '@req/transport-conformance';
import { describeRow, expectVulnerable, overTransports } from '../support/describe-row.ts';
import { byPattern, type Client, over } from './support/client.ts';
import { reaches, refusesEach, refusesLocations } from './support/places.ts';

let server: ScriptServer;
let a: string;
beforeAll(async () => {
  server = await ScriptServer.start();
  a = new URL(server.origins.A).host;
});
afterAll(() => server.close());

describeRow('UR-26', () => {
  const others = (): string[] => [
    `javAscript://${a}/%0aalert(1)`,
    `JAVASCRIPT://${a}/`,
    `fIle://${a}/etc/passwd`,
    `DATA://${a}/,x`,
    `Blob:http://${a}/`,
    `View-Source:http://${a}/`,
    `fTp://${a}/`,
    `httpx://${a}/`,
    `hTTPs+x://${a}/`,
  ];
  async function comparesSchemes(client: Client): Promise<void> {
    await refusesEach(server, client, { urls: others(), kind: InvalidSchema });
    await reaches(server, client, [`HtTp://${a}/x`, 'A /x']);
  }
  overTransports(async ({ transport }) => {
    await comparesSchemes(over(transport));
    await refusesLocations(server, over(transport), { urls: others(), kind: InvalidSchema });
  });
  expectVulnerable('knows schemes in lower case only', () =>
    comparesSchemes(async (url) => {
      if (/^(?:javascript|file|data|blob|view-source|ftp|httpx|https\+x):/.test(url)) throw new InvalidSchema(url);
      await byPattern(/127\.0\.0\.1:(\d+)/)(url);
    }),
  );

  test('no source uses url.parse', () => {
    const packages = new URL('../../../', import.meta.url);
    let files = 0;
    for (const name of readdirSync(packages, { recursive: true, encoding: 'utf8' })) {
      if (!/^[^/]+\/src\/.*\.ts$/.test(name) || name.includes('node_modules')) continue;
      files++;
      const source = readFileSync(new URL(name, packages), 'utf8');
      const imported =
        /import\s+(?:url\b|\*\s+as|\{[^}]*\b(?:parse|resolve|Url)\b[^}]*\})[^;]*from\s+'(?:node:)?url'/.test(source);
      expect([name, imported, /\burl\.(?:parse|resolve|format)\(/.test(source)]).toEqual([name, false, false]);
    }
    expect(files).toBeGreaterThan(100);
  });
});
