import { type AddressGuard, HostNotAllowed } from '@req/core';
import type { CaseContext } from '../case-context.ts';
import { within } from '../clock.ts';
import { type ConformanceCase, defineCases } from '../conformance-case.ts';
import { expectEqual, expectError, expectTrue, rejectionOf } from '../expectation.ts';

async function expectRefused(context: CaseContext, url: string, guard: AddressGuard): Promise<void> {
  const error = await within(3_000, rejectionOf(context.send({ url, guard }), 'a HostNotAllowed'), 'The rejection');
  expectError(error, HostNotAllowed);
}

const NOTHING: AddressGuard = { key: 'nothing', permits: () => false };

export const addressGuard: readonly ConformanceCase[] = defineCases(
  {
    subject: 'address guard',
    rule: 'The Transport contract: guard is asked about each address before connecting; connections of different guards stay apart.',
  },
  [
    {
      name: 'connects only to addresses that the guard permits',
      needs: ['address-guard'],
      run: async (context) => {
        for (const origin of [context.server.origins.L, context.server.origins.A])
          await expectRefused(context, `${origin}/`, NOTHING);
        expectEqual(context.server.requests.length, 0, 'Requests on the wire');
        const asked: string[] = [];
        const permits = (address: string): boolean => asked.push(address) > 0;
        await context.exchange({ url: `${context.server.origins.L}/`, guard: { key: 'all', permits } });
        expectEqual(context.server.requests.length, 1, 'Requests on the wire');
        expectTrue(
          asked.includes('127.0.0.1') || asked.includes('::1'),
          `The guard was asked about [${asked}], not about a loopback address.`,
        );
      },
    },
    {
      name: 'keeps connections of different guards apart',
      needs: ['address-guard'],
      run: async (context) => {
        await context.exchange({ url: context.url('/') });
        await context.exchange({ url: context.url('/'), guard: { key: 'all', permits: () => true } });
        await expectRefused(context, context.url('/'), NOTHING);
        const connections = new Set(context.server.requests.map(({ connection }) => connection));
        expectEqual(
          [context.server.requests.length, connections.size],
          [2, 2],
          'Number of requests and of their connections',
        );
      },
    },
    {
      name: 'does not ask the guard about the address of the proxy',
      needs: ['address-guard', 'proxy'],
      run: async (context) => {
        const guard: AddressGuard = { key: 'one', permits: (address) => address === '192.0.2.1' };
        await context.exchange({ url: 'http://192.0.2.1/', proxy: { url: context.server.origins.B }, guard });
        expectEqual(context.server.requests[0]?.at, 'B', 'Origin that received the request');
      },
    },
    {
      name: 'asks the guard about the target before it contacts the proxy',
      needs: ['address-guard', 'proxy'],
      run: async (context) => {
        const proxy = { url: context.server.origins.B };
        const refused = async (url: string, guard: AddressGuard): Promise<void> => {
          const rejection = rejectionOf(context.send({ url, proxy, guard }), 'a HostNotAllowed');
          expectError(await within(10_000, rejection, 'The rejection'), HostNotAllowed);
        };
        const all: AddressGuard = { key: 'all', permits: () => true };
        for (const host of ['localhost', '192.0.2.1', '[2001:db8::1]']) await refused(`http://${host}/`, NOTHING);
        // A name that never resolves (RFC 6761 §6.4).
        await refused('http://nowhere.invalid/', all);
        expectEqual(context.server.requests.length, 0, 'Requests on the wire');
        await context.exchange({ url: 'http://localhost/', proxy, guard: all });
        expectEqual(context.server.requests[0]?.at, 'B', 'Origin that received the request');
      },
    },
  ],
);
