import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createReadStream, rmSync, statSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { runChild } from '../run/child.mjs';
import { withSession } from '../run/with-session.mjs';
import { LARGE } from '../servers/nginx.mjs';

/** MiB by which a process may grow while it transfers 256 MiB: buffers, and garbage not collected yet. */
const MAX_GROWTH = 96;

/** Large bodies, content codings and the platform's trust store. */
export function transfers({ root, origin, certificates, uploads, text }) {
  const { ca } = certificates;
  // Through the platform's trust store, which the built-in fetch uses too.
  const env = { NODE_EXTRA_CA_CERTS: ca };
  const expectConstantMemory = ({ grownMiB, seconds }) => {
    assert.ok(grownMiB < MAX_GROWTH, `the process grew by ${grownMiB.toFixed(0)} MiB`);
    return `${(256 / seconds).toFixed(0)} MiB/s, the process grew by ${grownMiB.toFixed(0)} MiB`;
  };
  const large = `${origin.https}/files/large.bin`;
  return [
    {
      name: 'A download of 256 MiB over TLS needs constant memory',
      run: async (client) => {
        const result = await runChild('transfer.mjs', ['download', client, large, LARGE], { env });
        assert.deepEqual([result.status, result.size], [200, LARGE]);
        return expectConstantMemory(result);
      },
    },
    {
      name: 'save() of 256 MiB needs constant memory',
      run: async (client) => {
        const file = `${root}/saved-${client}`;
        const result = await runChild('transfer.mjs', ['save', client, large, LARGE, file], { env });
        rmSync(file);
        assert.deepEqual([result.status, result.size], [200, LARGE]);
        return expectConstantMemory(result);
      },
    },
    {
      name: 'A streamed upload of 256 MiB over TLS needs constant memory and arrives unchanged',
      notApplicable: { fetch: 'the built-in fetch keeps what it has sent in memory' },
      run: async (client) => {
        const url = `${origin.https}/upload/${client}`;
        const result = await runChild('transfer.mjs', ['upload', client, url, LARGE], { env });
        assert.equal(result.status, 201);
        const file = `${uploads}/${client}`;
        assert.equal(statSync(file).size, LARGE);
        assert.equal(await digest(file), result.sha256);
        rmSync(file);
        return expectConstantMemory(result);
      },
    },
    {
      name: 'A gzip body is decoded',
      expect: { value: ['gzip', text.length] },
      requests: { scenario: { name: 'decoded', url: `${origin.https}/files/text.txt`, verify: ca } },
      run: (client) =>
        withSession(client, {}, async (session) => {
          const response = await session.get(`${origin.https}/files/text.txt`, { verify: ca });
          assert.equal(response.headers.get('content-encoding'), 'gzip');
          assert.equal(response.text, text);
        }),
    },
    {
      name: 'raw returns the undecoded bytes of a gzip body',
      notApplicable: { fetch: 'fetch always decodes bodies: it lacks raw-body' },
      run: (client) =>
        withSession(client, {}, async (session) => {
          const response = await session.get(`${origin.http}/files/text.txt`, { stream: true });
          assert.equal(gunzipSync(await response.raw.read()).toString(), text);
        }),
    },
    {
      name: 'verify: true uses the platform trust store (NODE_EXTRA_CA_CERTS)',
      run: async (client) => {
        const url = `${origin.https}/echo`;
        assert.equal((await runChild('platform-trust.mjs', [client, url], { env })).outcome, 200);
        assert.equal((await runChild('platform-trust.mjs', [client, url])).outcome, 'SSLError');
      },
    },
  ];
}

async function digest(file) {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk);
  return hash.digest('hex');
}
