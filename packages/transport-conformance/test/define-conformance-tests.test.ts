import { describe, expect, test } from '@jest/globals';
import { conformanceCases, defineConformanceTests } from '../src/index.ts';
import { FaultyTransport } from './faulty-transport.ts';
import { TinyTransport } from './tiny-transport.ts';

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

const METHOD = 'sends any method token unchanged';
const REDIRECT = 'does not follow redirects';
const createTransport = (): TinyTransport => new TinyTransport();

describe('defineConformanceTests', () => {
  test('registers a test for every case, whatever the transport claims, and skips none', () => {
    const titles = registered({ createTransport }).map((each) => each.title);
    expect(titles).toHaveLength(conformanceCases.length + 1);
    for (const { name, subject } of conformanceCases) {
      expect(
        titles.filter((title) => title.startsWith(`${subject} > `) && title.endsWith(name)).length,
      ).toBeGreaterThan(0);
    }
  });

  test('names missing capabilities in titles, and fails if they are claimed after all', async () => {
    const title = `method and target > not claimed (any-method): ${METHOD}`;
    const [right] = registered({ createTransport, only: [METHOD] });
    expect(right?.title).toBe(title);
    await expect(right?.run()).resolves.toBeUndefined();
    const claiming = (): FaultyTransport => new FaultyTransport({ claims: ['any-method'] });
    const [wrong] = registered({ createTransport: claiming, capabilities: new Set(), only: [METHOD] });
    expect(wrong?.title).toBe(title);
    await expect(wrong?.run()).rejects.toThrow('The transport does claim any-method.');
  });

  test('names deviations in titles, and fails if their case passes or does not exist', async () => {
    const deviations = { [REDIRECT]: 'it cannot', unknown: 'x' };
    const [deviating, names] = registered({ createTransport, deviations, only: [REDIRECT] });
    expect(deviating?.title).toBe('no side effects > deviates (it cannot): does not follow redirects');
    await expect(deviating?.run()).rejects.toThrow('Remove the deviation.');
    await expect(names?.run()).rejects.toThrow('There are no cases with these names: unknown');
  });

  test('fails with the expectation, the rule and the requests received', async () => {
    const wrong = (): FaultyTransport =>
      new FaultyTransport({ send: (send, request) => send({ ...request, method: 'GET' }) });
    const [first] = registered({ createTransport: wrong, only: ['method and target'] });
    await expect(first?.run()).rejects.toThrow(
      /expected \[ 'GET \/m HTTP\/1\.1', 'POST.*\n?.*Rule: The Transport contract.*Requests received by the server: GET \/m/s,
    );
  });

  test('requires `capabilities` if createTransport is asynchronous', async () => {
    const late = async (): Promise<TinyTransport> => new TinyTransport();
    expect(() => registered({ createTransport: late })).toThrow(TypeError);
    const { capabilities } = new TinyTransport();
    const [first] = registered({ createTransport: late, capabilities, only: [REDIRECT] });
    await expect(first?.run()).resolves.toBeUndefined();
  });
});
