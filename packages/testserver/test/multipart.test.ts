import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type RunningServer, startHttpbin } from '../src/index.ts';
import { parseMultipart } from '../src/request/multipart.ts';
import { type Answer, fetchFrom } from './loopback-client.ts';

let server: RunningServer;
beforeAll(async () => {
  server = await startHttpbin();
});
afterAll(() => server.close());

function part(disposition: string, content: string, more = ''): string {
  return `--B\r\nContent-Disposition: form-data; ${disposition}\r\n${more}\r\n${content}\r\n`;
}

async function post(...parts: readonly (string | Buffer)[]): Promise<Answer['json']> {
  const body = Buffer.concat([...parts, '--B--\r\n'].map((p) => Buffer.from(p as string)));
  const headers = { 'Content-Type': 'multipart/form-data; boundary=B' };
  return (await fetchFrom(`${server.origin}/post`, { method: 'POST', headers, body })).json;
}

describe('multipart bodies', () => {
  test('are split into form and files, with empty data', async () => {
    const json = await post(
      part('name="a"', '1'),
      part('name="f"; filename="r.csv"', 'x,y\r\n', 'Content-Type: text/csv\r\n'),
    );
    expect(json).toMatchObject({ data: '', form: { a: '1' }, files: { f: 'x,y\r\n' }, json: null });
  });

  test('repeated names become lists', async () => {
    const json = await post(
      part('name="a"', '1'),
      part('name="a"', '2'),
      part('name="f"; filename="1"', 'one'),
      part('name="f"; filename="2"', 'two'),
    );
    expect(json).toMatchObject({ form: { a: ['1', '2'] }, files: { f: ['one', 'two'] } });
  });

  test.each([
    ['Content-Type: image/png\r\n', 'data:image/png;base64,/wA='],
    ['', 'data:application/octet-stream;base64,/wA='],
  ])('files that are not UTF-8 become a data URL (%j)', async (more, shown) => {
    const json = await post(
      `--B\r\nContent-Disposition: form-data; name="f"; filename="p"\r\n${more}\r\n`,
      Buffer.from([0xff, 0]),
      '\r\n',
    );
    expect(json.files).toEqual({ f: shown });
  });

  test.each([
    ['name="a\\"b"; filename="c;d.txt"', 'a"b', 'c;d.txt'],
    ["name=a; filename*=utf-8''%E2%98%95.txt", 'a', '☕.txt'],
    ["name=a; filename*=utf-8''%ZZ", 'a', '%ZZ'],
    ['name="ü"; filename=""', 'ü', ''],
  ])('reads %s', (disposition, name, filename) => {
    const body = Buffer.from(`${part(disposition, 'x')}--B--`);
    expect(parseMultipart(body, 'multipart/form-data; boundary="B"')).toEqual([
      { name, filename, contentType: null, content: Buffer.from('x') },
    ]);
  });

  test('may have a preamble, empty parts and the delimiter inside content', async () => {
    const json = await post('preamble\r\n', part('name="e"', ''), part('name="a"', 'x --B y'));
    expect(json.form).toEqual({ a: 'x --B y', e: '' });
  });

  test.each([
    ['no boundary', 'multipart/form-data', part('name="a"', '1')],
    ['no closing boundary', 'multipart/form-data; boundary=B', part('name="a"', '1')],
    ['no name', 'multipart/form-data; boundary=B', `${part('x="a"', '1')}--B--`],
    ['no header end', 'multipart/form-data; boundary=B', '--B\r\nContent-Disposition: form-data; name="a"\r\n--B--'],
  ])('%s yields no parts', (_name, contentType, body) => {
    expect(parseMultipart(Buffer.from(body), contentType)).toEqual([]);
  });
});
