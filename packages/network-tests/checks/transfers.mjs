import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createReadStream, rmSync, statSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { runChild } from '../run/child.mjs';
import { withSession } from '../run/with-session.mjs';
import { LARGE } from '../servers/nginx.mjs';

/** MiB by which a process may grow while it moves 256 MiB: buffers under way, and garbage not yet collected. */
const FLAT = 96;

/** Large bodies, coded bodies, and the platform's trust. */
export function transfers({ root, origin, certificates, uploads, text }) {
  const { ca } = certificates;
  // The platform's trust: so that Node's own fetch can take part.
  const env = { NODE_EXTRA_CA_CERTS: ca };
  const flat = ({ grownMiB, seconds }) => {
    assert.ok(grownMiB < FLAT, `the process grew by ${grownMiB.toFixed(0)} MiB`);
    return `${(256 / seconds).toFixed(0)} MiB/s, the process grew by ${grownMiB.toFixed(0)} MiB`;
  };
  const large = `${origin.https}/files/large.bin`;
  return [
    {
      name: 'A download of 256 MiB over TLS in flat memory',
      run: async (who) => {
        const told = await runChild('transfer.mjs', ['download', who, large, LARGE], { env });
        assert.deepEqual([told.status, told.size], [200, LARGE]);
        return flat(told);
      },
    },
    {
      name: 'save() writes 256 MiB to a file in flat memory',
      run: async (who) => {
        const file = `${root}/saved-${who}`;
        const told = await runChild('transfer.mjs', ['save', who, large, LARGE, file], { env });
        rmSync(file);
        assert.deepEqual([told.status, told.size], [200, LARGE]);
        return flat(told);
      },
    },
    {
      name: 'A streamed upload of 256 MiB over TLS in flat memory, and it arrives as it was',
      declared: { fetch: 'Node’s own fetch holds what it has sent in memory' },
      run: async (who) => {
        const url = `${origin.https}/upload/${who}`;
        const told = await runChild('transfer.mjs', ['upload', who, url, LARGE], { env });
        assert.equal(told.status, 201);
        const file = `${uploads}/${who}`;
        assert.equal(statSync(file).size, LARGE);
        assert.equal(await digest(file), told.sha256);
        rmSync(file);
        return flat(told);
      },
    },
    {
      name: 'A gzip body is undone',
      expect: { told: ['gzip', text.length] },
      requests: { scenario: { name: 'decoded', url: `${origin.https}/files/text.txt`, verify: ca } },
      run: (who) =>
        withSession(who, {}, async (session) => {
          const response = await session.get(`${origin.https}/files/text.txt`, { verify: ca });
          assert.equal(response.headers.get('content-encoding'), 'gzip');
          assert.equal(response.text, text);
        }),
    },
    {
      name: 'raw gives the bytes of a gzip body as they came',
      declared: { fetch: 'a platform’s fetch decodes: it lacks raw-body' },
      run: (who) =>
        withSession(who, {}, async (session) => {
          const response = await session.get(`${origin.http}/files/text.txt`, { stream: true });
          assert.equal(gunzipSync(await response.raw.read()).toString(), text);
        }),
    },
    {
      name: 'verify: true trusts what the platform trusts (NODE_EXTRA_CA_CERTS)',
      run: async (who) => {
        const url = `${origin.https}/echo`;
        assert.equal((await runChild('platform-trust.mjs', [who, url], { env })).is, 200);
        assert.equal((await runChild('platform-trust.mjs', [who, url])).is, 'SSLError');
      },
    },
  ];
}

async function digest(file) {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk);
  return hash.digest('hex');
}
