import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { ConnectionError, type Response } from '../../src/index.ts';
import { failure, pieces, played } from '../played.ts';

const root = mkdtempSync(join(tmpdir(), 'req-save-where-'));
chmodSync(root, 0o777);
let folder = root;
beforeEach(() => {
  folder = mkdtempSync(join(root, 'case-'));
  chmodSync(folder, 0o777);
});
afterAll(() => rmSync(root, { recursive: true }));

const BREAK = new ConnectionError('broke off');
const body = (...parts: (string | Error)[]): Promise<Response> =>
  played([{ body: pieces(...(parts.length > 0 ? parts : ['new ', 'content'])) }]).session.get('http://a.test/', {
    stream: true,
  });
const at = (name = 'file'): string => join(folder, name);
const modeOf = (path: string): string => (statSync(path).mode & 0o7777).toString(8);
const save = async (path: string | URL | Uint8Array): Promise<number> => (await body()).save(path);

/** Root may write anywhere: what others may not is done as another user. */
async function asNobody<T>(action: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return action();
  process.setegid?.(65_534);
  process.seteuid?.(65_534);
  try {
    return await action();
  } finally {
    process.seteuid?.(0);
    process.setegid?.(0);
  }
}

/**
 * A device of our own: a test that goes wrong must not replace the machine's. False where none can be made, or opened.
 */
function makeDevice(name: string, minor: number): boolean {
  try {
    execFileSync('mknod', ['-m', '666', at(name), 'c', '1', String(minor)], { stdio: 'ignore' });
    closeSync(openSync(at(name), 'r'));
    return true;
  } catch {
    rmSync(at(name), { force: true });
    return false;
  }
}

describe('save() keeps of an existing file', () => {
  test.each([0o600, 0o640, 0o444, 0o755, 0o666, 0o000])('its mode %o', async (mode) => {
    writeFileSync(at(), 'a longer old content');
    chmodSync(at(), mode);
    if (process.geteuid?.() !== 0 && (mode & 0o200) === 0) return;
    expect(await save(at())).toBe(11);
    expect([modeOf(at()), readFileSync(at(), 'utf8')]).toEqual([mode.toString(8), 'new content']);
  });

  test('its privacy: others cannot read it while it is written', async () => {
    writeFileSync(at(), 'old');
    chmodSync(at(), 0o600);
    const modes: string[] = [];
    async function* watched(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('a');
      for (const name of readdirSync(folder)) modes.push(modeOf(join(folder, name)));
      yield Buffer.from('b');
    }
    const { session } = played([{ body: watched() }]);
    await (await session.get('http://a.test/', { stream: true })).save(at());
    expect(modes).toEqual(['600', '600']);
  });

  test('nothing if there was none: the mode is that of the umask', async () => {
    const before = process.umask(0o027);
    try {
      await save(at());
    } finally {
      process.umask(before);
    }
    expect(modeOf(at())).toBe('640');
  });

  test('its owner', async () => {
    if (process.geteuid?.() !== 0) return;
    writeFileSync(at(), 'old');
    execFileSync('chown', ['1234:5678', at()]);
    await save(at());
    expect([statSync(at()).uid, statSync(at()).gid, readFileSync(at(), 'utf8')]).toEqual([1234, 5678, 'new content']);
  });

  test('its owner, by overwriting it if the owner cannot be set', async () => {
    if (process.geteuid?.() !== 0) return;
    writeFileSync(at(), 'a longer old content');
    chmodSync(at(), 0o666);
    await asNobody(() => save(at()));
    expect([statSync(at()).uid, modeOf(at()), readFileSync(at(), 'utf8')]).toEqual([0, '666', 'new content']);
    expect(readdirSync(folder)).toEqual(['file']);
  });

  test('its hard links', async () => {
    writeFileSync(at(), 'a longer old content');
    linkSync(at(), at('other'));
    chmodSync(at(), 0o640);
    await save(at());
    expect(readFileSync(at('other'), 'utf8')).toBe('new content');
    expect([statSync(at()).nlink, modeOf(at()), readdirSync(folder)]).toEqual([2, '640', ['file', 'other']]);
  });

  test.each(['alone', 'with another name'])('its content if the download fails: a file %s', async (which) => {
    writeFileSync(at(), 'old');
    if (which !== 'alone') linkSync(at(), at('other'));
    const names = readdirSync(folder);
    expect(await failure((await body('new', BREAK)).save(at()))).toBe(BREAK);
    expect([readFileSync(at(), 'utf8'), readdirSync(folder)]).toEqual(['old', names]);
  });
});

describe('save() writes through symbolic links', () => {
  test.each([
    ['to a file', 'target', () => writeFileSync(at('target'), 'old')],
    ['to nothing: the file is made', 'target', () => {}],
    ['into another folder', 'sub/target', () => mkdirSync(at('sub'))],
    ['to a link', 'second', () => symlinkSync('target', at('second'))],
  ])('%s', async (_what, to, prepare) => {
    prepare();
    symlinkSync(to, at('link'));
    await save(at('link'));
    expect(readlinkSync(at('link'))).toBe(to);
    expect(readFileSync(at('link'), 'utf8')).toBe('new content');
    expect(lstatSync(at(to.startsWith('sub') ? to : 'target')).isFile()).toBe(true);
    expect(readdirSync(folder).filter((name) => name.startsWith('.req'))).toEqual([]);
  });

  test('absolute ones, and with “..” after a link to a folder', async () => {
    mkdirSync(at('a'));
    mkdirSync(at('a/deep'));
    symlinkSync('a/deep', at('short'));
    symlinkSync('short/../target', at('link'));
    symlinkSync(at('link'), at('absolute'));
    await save(at('absolute'));
    expect(readFileSync(at('a/target'), 'utf8')).toBe('new content');
  });

  test('a failed download leaves the link and its target', async () => {
    writeFileSync(at('target'), 'old');
    symlinkSync('target', at('link'));
    await failure((await body('new', BREAK)).save(at('link')));
    expect([readFileSync(at('target'), 'utf8'), readdirSync(folder)]).toEqual(['old', ['link', 'target']]);
  });

  test('but not in a loop', async () => {
    symlinkSync('b', at('a'));
    symlinkSync('a', at('b'));
    expect(await failure(save(at('a')))).toMatchObject({ code: 'ELOOP', path: at('a') });
  });
});

describe('save() writes to', () => {
  test('a device', async () => {
    if (!makeDevice('null', 3)) return;
    expect(await save(at('null'))).toBe(11);
    expect([lstatSync(at('null')).isCharacterDevice(), readdirSync(folder)]).toEqual([true, ['null']]);
  });

  test('a full device, whose error has its path', async () => {
    if (!makeDevice('full', 7)) return;
    expect(await failure(save(at('full')))).toMatchObject({ code: 'ENOSPC', path: at('full') });
  });

  test('a FIFO, as fast as it is read', async () => {
    execFileSync('mkfifo', [at('fifo')]);
    const long = 'x'.repeat(300_000);
    const saved = body(long, long).then((response) => response.save(at('fifo')));
    const { stdout } = await promisify(execFile)('sh', ['-c', `cat '${at('fifo')}' | wc -c`]);
    expect([await saved, Number(stdout), lstatSync(at('fifo')).isFIFO()]).toEqual([600_000, 600_000, true]);
  });

  test('a FIFO without a reader yet: it waits, without blocking other file operations', async () => {
    const fifos = Array.from({ length: 8 }, (_, i) => at(`fifo${i}`));
    for (const fifo of fifos) execFileSync('mkfifo', [fifo]);
    const saved = fifos.map(save);
    expect(await save(at())).toBe(11);
    const { stdout } = await promisify(execFile)('cat', fifos);
    expect([await Promise.all(saved), stdout]).toEqual([fifos.map(() => 11), 'new content'.repeat(8)]);
  });

  test('a FIFO without a reader, and stops if the download fails', async () => {
    execFileSync('mkfifo', [at('fifo')]);
    expect(await failure((await body(BREAK)).save(at('fifo')))).toBe(BREAK);
  });

  test('a FIFO whose reader goes away, with an error that has its path', async () => {
    execFileSync('mkfifo', [at('fifo')]);
    const reader = spawn('head', ['-c', '1', at('fifo')], { stdio: 'ignore' });
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) yield Buffer.alloc(100_000);
    }
    const { session } = played([{ body: endless() }]);
    const response = await session.get('http://a.test/', { stream: true });
    expect(await failure(response.save(at('fifo')))).toMatchObject({ code: 'EPIPE', path: at('fifo') });
    reader.kill();
  });

  test('an open file of this process, in place', async () => {
    if (!existsSync('/dev/fd')) return;
    writeFileSync(at(), 'a longer old content');
    const fd = openSync(at(), 'r+');
    try {
      await save(`/dev/fd/${fd}`);
      const bytes = Buffer.alloc(100);
      expect(bytes.toString('latin1', 0, readSync(fd, bytes, 0, 100, 0))).toBe('new content');
      expect(readdirSync(folder)).toEqual(['file']);
    } finally {
      closeSync(fd);
    }
  });
});

describe('save() accepts every name that the file system accepts', () => {
  test.each([
    ['of 240 characters', 'n'.repeat(240)],
    ['of 255 bytes', 'n'.repeat(255)],
    ['of 255 bytes in characters of three', '日'.repeat(85)],
    ['with spaces, quotes and line ends', ` a'b"c\nd%20#? `],
    ['with a backslash at its end', 'a\\'],
    ['of dots', '...'],
  ])('%s', async (_what, name) => {
    expect(await save(at(name))).toBe(11);
    expect(await save(at(name))).toBe(11);
    expect(readdirSync(folder)).toEqual([name]);
  });

  test('as a URL, as bytes, and relative', async () => {
    await save(pathToFileURL(at('a b#%')));
    await save(Buffer.from(at('ü')));
    const broken = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0x66, 0xff, 0xfe])]);
    await save(broken);
    await save(new Uint8Array(broken));
    expect(readdirSync(folder, 'latin1').sort()).toEqual(['a b#%', 'f\xff\xfe', Buffer.from('ü').toString('latin1')]);
    expect(readFileSync(broken, 'utf8')).toBe('new content');
    const before = process.cwd();
    process.chdir(folder);
    try {
      await save('relative');
      await save('./a/../also');
    } catch (error) {
      expect(error).toMatchObject({ code: 'ENOENT', path: './a/../also' });
    } finally {
      process.chdir(before);
    }
    expect(readFileSync(at('relative'), 'utf8')).toBe('new content');
  });

  test('two concurrent downloads leave one of them complete', async () => {
    const [a, b] = [await body('a'.repeat(50_000), 'a'), await body('b', 'b'.repeat(50_000))];
    expect(await Promise.all([a.save(at()), b.save(at())])).toEqual([50_001, 50_001]);
    expect(readFileSync(at(), 'utf8')).toMatch(/^(?:a{50001}|b{50001})$/);
    expect(readdirSync(folder)).toEqual(['file']);
  });
});

describe('save() fails before it reads the body', () => {
  /** A body that must not be asked for, and is given back. */
  async function untouched(): Promise<{ readonly response: Response; readonly log: string[] }> {
    const log: string[] = [];
    const watched: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]: () => ({
        next: async () => {
          log.push('read');
          return { done: true, value: undefined };
        },
        return: async () => {
          log.push('returned');
          return { done: true, value: undefined };
        },
      }),
    };
    const { session } = played([{ body: watched }]);
    return { response: await session.get('http://a.test/', { stream: true }), log };
  }

  test.each<[string, () => unknown, object]>([
    ['a folder', () => folder, { code: 'EISDIR' }],
    ['a folder with a slash', () => `${folder}/`, { code: 'EISDIR' }],
    ['a name with a slash', () => at('none/'), { code: 'EISDIR' }],
    ['a file with a slash', () => at('file/'), { code: 'ENOTDIR' }],
    ['a file as a folder', () => at('file/x'), { code: 'ENOTDIR' }],
    ['no such folder', () => at('none/x'), { code: 'ENOENT' }],
    ['a link into no such folder', () => at('lost'), { code: 'ENOENT' }],
    ['a name of 256 bytes', () => at('n'.repeat(256)), { code: 'ENAMETOOLONG' }],
  ])('%s: Node’s error with the path', async (_what, path, error) => {
    writeFileSync(at(), 'old');
    symlinkSync('none/x', at('lost'));
    const { response, log } = await untouched();
    const thrown = await failure(response.save(path() as string));
    expect(thrown).toMatchObject({ ...error, path: path() });
    expect(thrown.message).toContain(`'${path()}'`);
    expect(log).toEqual(['returned']);
    expect(readdirSync(folder).sort()).toEqual(['file', 'lost']);
  });

  test.each<[string, unknown, string]>([
    ['an empty path', '', 'empty'],
    ['a NUL', '/tmp/a\0b', 'NUL'],
    ['NUL in bytes', Buffer.from('/tmp/a\0b'), 'NUL'],
    ['a URL that is no file’s', new URL('http://a.test/x'), 'file'],
    ['a number', 1, 'needs a path'],
    ['an object', { path: '/tmp/x' }, 'needs a path'],
    ['nothing', undefined, 'needs a path'],
    ['null', null, 'needs a path'],
  ])('%s: TypeError', async (_what, path, words) => {
    const { response, log } = await untouched();
    const thrown = await failure(response.save(path as string));
    expect(thrown).toBeInstanceOf(TypeError);
    expect(thrown.message).toContain(words);
    expect(log).toEqual(['returned']);
  });

  test('a read-only file or folder', async () => {
    writeFileSync(at('mine'), 'old');
    chmodSync(at('mine'), 0o444);
    mkdirSync(at('closed'), { mode: 0o755 });
    if (process.geteuid?.() !== 0) chmodSync(at('closed'), 0o555);
    await asNobody(async () => {
      for (const name of ['mine', 'closed/new']) {
        const { response, log } = await untouched();
        expect(await failure(response.save(at(name)))).toMatchObject({ code: 'EACCES', path: at(name) });
        expect(log).toEqual(['returned']);
      }
    });
    expect([readFileSync(at('mine'), 'utf8'), readdirSync(at('closed'))]).toEqual(['old', []]);
  });
});

test('a writable file in a read-only folder is overwritten', async () => {
  mkdirSync(at('closed'));
  writeFileSync(at('closed/file'), 'a longer old content');
  chmodSync(at('closed/file'), 0o666);
  chmodSync(at('closed'), 0o555);
  await asNobody(() => save(at('closed/file')));
  expect([readFileSync(at('closed/file'), 'utf8'), modeOf(at('closed/file'))]).toEqual(['new content', '666']);
  chmodSync(at('closed'), 0o755);
});

test('a file of another owner in a sticky folder is overwritten', async () => {
  if (process.geteuid?.() !== 0) return;
  chmodSync(folder, 0o1777);
  writeFileSync(at(), 'a longer old content');
  chmodSync(at(), 0o666);
  await asNobody(() => save(at()));
  expect([readFileSync(at(), 'utf8'), statSync(at()).uid, readdirSync(folder)]).toEqual(['new content', 0, ['file']]);
});

test('a running program is replaced', async () => {
  if (!existsSync('/bin/sleep')) return;
  copyFileSync('/bin/sleep', at());
  chmodSync(at(), 0o755);
  const running = spawn(at(), ['60'], { stdio: 'ignore' });
  await once(running, 'spawn');
  try {
    await save(at());
    expect([readFileSync(at(), 'utf8'), modeOf(at())]).toEqual(['new content', '755']);
  } finally {
    running.kill();
  }
});

describe('/dev/stdout', () => {
  let script = '';
  beforeAll(async () => {
    script = join(root, 'saves.mjs');
    await build({
      stdin: {
        contents: `
          import { FunctionTransport, Session } from '../../src/index.ts';
          const session = new Session({ transport: new FunctionTransport(() => ({ body: 'saved\\n' })) });
          console.log('before');
          const written = await (await session.get('http://a.test/', { stream: true })).save(process.argv[2]);
          console.log('after', written);`,
        resolveDir: import.meta.dirname,
        loader: 'ts',
      },
      bundle: true,
      platform: 'node',
      format: 'esm',
      conditions: ['@req/source'],
      outfile: script,
      logLevel: 'error',
    });
  });

  test.each([
    ['of a process that started this one', `"$0" "$1" /dev/stdout`],
    ['through a pipe', `"$0" "$1" /dev/stdout | cat`],
    ['into a file', `"$0" "$1" /dev/stdout > "$2"; cat "$2"`],
    ['at the end of a file', `echo before > "$2"; "$0" "$1" /dev/stdout | tail -n 2 >> "$2"; cat "$2"`],
    ['as the other one', `"$0" "$1" /dev/stderr 2>&1`],
  ])('%s', async (_what, command) => {
    // Not as root, who could replace it.
    const user = process.geteuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
    const { stdout } = await promisify(execFile)('sh', ['-c', command, process.execPath, script, at('out')], user);
    expect(stdout).toBe('before\nsaved\nafter 6\n');
  });
});

test('no file is left open in any case', async () => {
  if (!existsSync('/proc/self/fd')) return;
  const open = (): number => readdirSync('/proc/self/fd').length;
  execFileSync('mkfifo', [at('fifo')]);
  const device = makeDevice('null', 3) ? at('null') : at();
  await save(at());
  const before = open();
  for (let i = 0; i < 20; i++) {
    await save(at());
    await save(device);
    await failure((await body('a', BREAK)).save(at()));
    await failure((await body('a', BREAK)).save(device));
    await failure(save(folder));
  }
  const reader = promisify(execFile)('cat', [at('fifo')]);
  await failure((await body('a', BREAK)).save(at('fifo')));
  expect((await reader).stdout.length).toBeLessThanOrEqual(1);
  expect(open()).toBeLessThanOrEqual(before);
});
