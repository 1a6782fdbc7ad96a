// Bundled into one file, which runs in an empty folder: everything that is loaded on first use, and the mixture of import
// and require. `process.argv[2]`: the addresses of the server.
import { Session } from '@req/requests';
import { UndiciTransport } from '@req/transport-undici';
import { checkInstances } from './instances.mjs';

const { edge, https, ca, socks } = JSON.parse(process.argv[2]);
const equal = (actual, expected) => {
  if (JSON.stringify(actual) !== JSON.stringify(expected))
    throw new Error(`${JSON.stringify(actual)}, not ${expected}`);
};

const main = async () => {
  await checkInstances();
  const session = new Session({ trustEnv: false, verify: Buffer.from(ca) });
  equal(session.transport.name, 'undici');
  // tough-cookie, with the Public Suffix List
  await session.get(`${edge}/response-headers`, { params: { 'Set-Cookie': 'a=1; Path=/' } });
  equal((await session.get(`${edge}/x`)).json().headers.cookie, 'a=1');
  // iconv-lite
  const shiftJis = new URLSearchParams({ type: 'text/plain; charset=shift_jis', base64: 'grGC8YLJgr+CzQ==' });
  equal((await session.get(`${edge}/body?${shiftJis}`)).text, 'こんにちは');
  // socks
  equal((await session.get(`${edge}/x`, { proxies: { all: socks } })).json().url, '/x');
  await session.close();
  const http2 = new Session({
    trustEnv: false,
    verify: Buffer.from(ca),
    transport: new UndiciTransport({ http2: true }),
  });
  equal((await http2.get(`${https}/x`)).httpVersion, '2');
  await http2.close();
  console.log('cookie, Shift_JIS, SOCKS, HTTP/2, one instance');
};
main();
