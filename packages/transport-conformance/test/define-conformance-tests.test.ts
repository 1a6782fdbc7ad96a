import { describe, expect, test } from '@jest/globals';
import { conformanceCases, defineConformanceTests } from '../src/index.ts';
import { TinyTransport } from './tiny-transport.ts';
import { WrongTransport } from './wrong-transport.ts';

interface Registered {
  readonly title: string;
  run(): Promise<void>;
}

type Options = Omit<Parameters<typeof defineConformanceTests>[0], 'describe' | 'test'>;

function registered(options: Options): Registered[] {
  const tests: Registered[] = [];
  let subject = '';
  defineConformanceTests({
    ...options,
    describe: (name, body) => {
      subject = `${name} > `;
      body();
      subject = '';
    },
    test: (name, run) => tests.push({ title: subject + name, run }),
  });
  return tests;
}

const METHOD = 'any method token arrives, in the case given';
const REDIRECT = 'no redirect is followed';
const createTransport = (): TinyTransport => new TinyTransport();

describe('defineConformanceTests', () => {
  test('registers a test for every case, whatever the transport claims, and none is skipped', () => {
    const titles = registered({ createTransport }).map((each) => each.title);
    expect(titles).toHaveLength(conformanceCases.length + 1);
    for (const { name, subject } of conformanceCases) {
      expect(
        titles.filter((title) => title.startsWith(`${subject} > `) && title.endsWith(name)).length,
      ).toBeGreaterThan(0);
    }
  });

  test('titles tell what is not claimed; its test fails when it is claimed after all', async () => {
    const title = `method and target > not claimed (any-method): ${METHOD}`;
    const [right] = registered({ createTransport, only: [METHOD] });
    expect(right?.title).toBe(title);
    await expect(right?.run()).resolves.toBeUndefined();
    const claiming = (): WrongTransport => new WrongTransport({ claims: ['any-method'] });
    const [wrong] = registered({ createTransport: claiming, capabilities: new Set(), only: [METHOD] });
    expect(wrong?.title).toBe(title);
    await expect(wrong?.run()).rejects.toThrow('The transport does claim any-method.');
  });

  test('titles tell deviations; their test fails when the case passes, or there is none', async () => {
    const deviations = { [REDIRECT]: 'it cannot', unknown: 'x' };
    const [deviating, names] = registered({ createTransport, deviations, only: [REDIRECT] });
    expect(deviating?.title).toBe('no side effects > deviates (it cannot): no redirect is followed');
    await expect(deviating?.run()).rejects.toThrow('Remove the deviation.');
    await expect(names?.run()).rejects.toThrow('There is no case of these names: unknown');
  });

  test('a failing case rejects with what was expected and what was on the wire', async () => {
    const wrong = (): WrongTransport =>
      new WrongTransport({ send: (send, request) => send({ ...request, method: 'GET' }) });
    const [first] = registered({ createTransport: wrong, only: ['method and target'] });
    await expect(first?.run()).rejects.toThrow(/expected \[ 'GET \/m HTTP\/1\.1', 'POST.*\n?.*On the wire: GET \/m/s);
  });

  test('an asynchronous createTransport needs the capabilities told', async () => {
    const late = async (): Promise<TinyTransport> => new TinyTransport();
    expect(() => registered({ createTransport: late })).toThrow(TypeError);
    const { capabilities } = new TinyTransport();
    const [first] = registered({ createTransport: late, capabilities, only: [REDIRECT] });
    await expect(first?.run()).resolves.toBeUndefined();
  });
});
