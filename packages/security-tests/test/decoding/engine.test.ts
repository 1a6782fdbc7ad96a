import { readFileSync } from 'node:fs';
import { expect } from '@jest/globals';
import { Session, type Transport } from '@req/core';
import { OWNS_SOCKETS, type TransportName } from '@req/test-support/transports';
import { scripted } from '../framing/support/scripted.ts';
import { describeRow, overTransports } from '../support/describe-row.ts';
import { CODERS, coded, reply } from './support/coded.ts';
import { decodedBytes } from './support/decoded-bytes.ts';

const script = scripted();
const TEXT = 'decoded by Node itself';

const PACKAGES: Readonly<Record<TransportName, readonly string[]>> = {
  undici: ['core', 'transport-undici'],
  http: ['core', 'node-connect', 'transport-http'],
  'node-fetch': ['core', 'node-connect', 'transport-fetch'],
  axios: ['core', 'node-connect', 'transport-axios', 'transport-http'],
  'built-in fetch': ['core', 'transport-fetch'],
};

interface Manifest {
  readonly engines: { readonly node: string };
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** The packages depend on no codec but those of Node, in a version without the flaw. */
function expectNoOtherCodec(names: readonly string[]): void {
  for (const name of names) {
    const file = new URL(`../../../${name}/package.json`, import.meta.url);
    const { engines, dependencies = {} } = JSON.parse(readFileSync(file, 'utf8')) as Manifest;
    expect({ name, node: engines.node }).toEqual({ name, node: '>=20.19.0' });
    expect(Object.keys(dependencies).filter((each) => /zlib|pako|fflate|brotli|zstd|inflate|gzip/.test(each))).toEqual(
      [],
    );
  }
}

async function expectDecoded(transport: Transport, byNode: boolean): Promise<void> {
  const session = new Session({ transport, trustEnv: false });
  for (const coding of CODERS.keys()) {
    if (!byNode && coding === 'zstd') continue;
    const body = reply(coding, coded(coding, Buffer.from(TEXT)));
    script.server.play([{ raw: body }]);
    const count = await decodedBytes(async () => {
      expect((await session.get(script.server.origins.A)).text).toBe(TEXT);
    });
    if (byNode) expect(count).toBe(TEXT.length);
  }
}

describeRow('DC-11', () => {
  overTransports(async ({ name, transport }) => {
    expectNoOtherCodec(PACKAGES[name]);
    await expectDecoded(transport, OWNS_SOCKETS.includes(name));
  });
});
