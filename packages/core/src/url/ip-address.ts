import { isIpv6 } from './ipv6.ts';

/** An IP address as a number. */
export interface IpAddress {
  readonly bits: bigint;
  /** 32 or 128. */
  readonly width: number;
}

const IPV4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;

/** A host in its canonical form (`canonicalHost`) as an address, its zone left out; `null` for a name. */
export function ipAddress(host: string): IpAddress | null {
  const v4 = IPV4.exec(host);
  if (v4 !== null) {
    const octets = v4.slice(1).map(BigInt);
    if (octets.some((octet) => octet > 255n)) return null;
    return { bits: octets.reduce((sum, octet) => sum * 256n + octet, 0n), width: 32 };
  }
  const address = withoutZone(host);
  if (!address.includes(':') || address.includes('.') || !isIpv6(address)) return null;
  const [head = '', tail = ''] = address.split('::') as [string, string?];
  const left = head === '' ? [] : head.split(':');
  const right = tail === '' ? [] : tail.split(':');
  const groups = [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right];
  return { bits: groups.reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n), width: 128 };
}

/** `fe80::1%eth0` is `fe80::1` on whichever link. */
export function withoutZone(host: string): string {
  const percent = host.indexOf('%');
  return percent >= 0 && host.includes(':') ? host.slice(0, percent) : host;
}

/** All addresses with the same first bits. */
export interface Network extends IpAddress {
  readonly prefix: number;
}

/** `address/length` in CIDR notation, any spelling of the address; `null` when it is none. */
export function network(text: string, canonical: (host: string) => string): Network | null {
  const slash = text.indexOf('/');
  const length = text.slice(slash + 1);
  if (slash < 0 || !/^\d{1,3}$/.test(length)) return null;
  const base = ipAddress(canonical(text.slice(0, slash)));
  const prefix = Number(length);
  return base === null || prefix > base.width ? null : { ...base, prefix };
}

export function inNetwork({ bits, width }: IpAddress, net: Network): boolean {
  const shift = BigInt(width - net.prefix);
  return width === net.width && bits >> shift === net.bits >> shift;
}
