import { type AddressGuard, HostNotAllowed } from '@req/core';
import { within } from '../clock.ts';
import { type ConformanceCase, casesOf } from '../conformance-case.ts';
import { expectEqual, expectError, expectTrue, rejectionOf } from '../expectation.ts';
import type { Kit } from '../kit.ts';

async function refusal(kit: Kit, url: string, guard: AddressGuard): Promise<void> {
  const error = await within(3_000, rejectionOf(kit.send({ url, guard }), 'a HostNotAllowed'), 'The rejection');
  expectError(error, HostNotAllowed);
}

const NOBODY: AddressGuard = { key: 'nobody', permits: () => false };

export const addressGuard: readonly ConformanceCase[] = casesOf('address guard', [
  {
    name: 'what a name resolves to, or an address, is not connected to unless the guard permits it',
    needs: ['address-guard'],
    run: async (kit) => {
      for (const origin of [kit.server.origins.L, kit.server.origins.A]) await refusal(kit, `${origin}/`, NOBODY);
      expectEqual(kit.server.requests.length, 0, 'Requests on the wire');
      const asked: string[] = [];
      const permits = (address: string): boolean => asked.push(address) > 0;
      await kit.exchange({ url: `${kit.server.origins.L}/`, guard: { key: 'all', permits } });
      expectEqual(kit.server.requests.length, 1, 'Requests on the wire');
      expectTrue(asked.includes('127.0.0.1') || asked.includes('::1'), `Asked about ${asked}, no loopback address.`);
    },
  },
  {
    name: 'a connection made without a guard, or with another, serves no request with one',
    needs: ['address-guard'],
    run: async (kit) => {
      await kit.exchange({ url: kit.url('/') });
      await kit.exchange({ url: kit.url('/'), guard: { key: 'all', permits: () => true } });
      await refusal(kit, kit.url('/'), NOBODY);
      const connections = new Set(kit.server.requests.map(({ connection }) => connection));
      expectEqual([kit.server.requests.length, connections.size], [2, 2], 'Requests, and their connections');
    },
  },
  {
    name: 'a proxy is not asked for',
    needs: ['address-guard', 'proxy'],
    run: async (kit) => {
      await kit.exchange({ url: 'http://any.test/', proxy: { url: kit.server.origins.B }, guard: NOBODY });
      expectEqual(kit.server.requests[0]?.at, 'B', 'Where the request arrived');
    },
  },
]);
