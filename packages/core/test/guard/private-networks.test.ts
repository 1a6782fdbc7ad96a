import { describe, expect, test } from '@jest/globals';
import { isPrivate } from '../../src/guard/private-networks.ts';
import { canonicalHost } from '../../src/url/canonical-host.ts';
import { type IpAddress, ipAddress } from '../../src/url/ip-address.ts';

const judge = (text: string): boolean => isPrivate(ipAddress(canonicalHost(text)) as IpAddress);

describe('addresses outside of the public Internet', () => {
  test.each([
    ['loopback', '127.0.0.1 127.255.255.255 ::1'],
    ['unspecified', '0.0.0.0 0.1.2.3 ::'],
    ['private use', '10.0.0.0 10.255.255.255 172.16.0.0 172.31.255.255 192.168.0.1 192.168.255.255'],
    ['link-local', '169.254.0.1 169.254.169.254 fe80::1 fe80::1%eth0 febf::1'],
    ['shared by carriers', '100.64.0.0 100.127.255.255'],
    ['unique local', 'fc00::1 fdff:ffff::1'],
    ['site-local of old', 'fec0::1'],
    ['multicast', '224.0.0.1 239.255.255.255 ff02::1'],
    ['reserved and broadcast', '240.0.0.1 255.255.255.255'],
    ['documentation', '192.0.2.1 198.51.100.1 203.0.113.1 2001:db8::1 3fff::1'],
    [
      'assigned to protocols and benchmarks',
      '192.0.0.1 198.18.0.1 198.19.255.255 192.88.99.1 2001:2::1 100::1 5f00::1',
    ],
    ['IPv4 mapped into IPv6', '::ffff:127.0.0.1 ::ffff:7f00:1 ::ffff:10.0.0.1'],
    ['IPv4-compatible', '::127.0.0.1 ::10.0.0.1 ::8.8.8.8'],
    ['IPv4-translated', '::ffff:0:127.0.0.1 ::ffff:0:8.8.8.8'],
    ['private IPv4 through NAT64', '64:ff9b::127.0.0.1 64:ff9b::a9fe:a9fe 64:ff9b::10.0.0.1'],
    ['NAT64 of local use', '64:ff9b:1::1 64:ff9b:1::8.8.8.8'],
    ['private IPv4 through 6to4', '2002:7f00:1:: 2002:a9fe:a9fe::1 2002:c0a8:101::'],
    ['Teredo', '2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2'],
    ['private IPv4 through ISATAP', '2a00:1450::5efe:10.0.0.1 2a00:1450::200:5efe:127.0.0.1'],
  ])('%s', (_kind, list) => {
    for (const address of list.split(' ')) expect([address, judge(address)]).toEqual([address, true]);
  });
});

test('their neighbours are public', () => {
  const list =
    '1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.1 169.253.255.255 ' +
    '169.255.0.0 172.15.255.255 172.32.0.0 192.0.1.0 192.167.255.255 192.169.0.0 198.17.255.255 198.20.0.0 ' +
    '223.255.255.255 2606:4700::1111 2a00:1450:4001::200e 2001:4860:4860::8888 2003::1 ::ffff:8.8.8.8 ' +
    '64:ff9b::8.8.8.8 2002:808:808::1 2a00:1450::5efe:8.8.8.8';
  for (const address of list.split(' ')) expect([address, judge(address)]).toEqual([address, false]);
});
