/** An IP address as a number. */
export interface IpAddress {
  readonly bits: bigint;
  /** 32 or 128. */
  readonly width: number;
}

const IPV4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;

/** A host in canonical form as an address, without its zone; `null` for a name. */
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

/** `fe80::1` for `fe80::1%eth0`. */
export function withoutZone(host: string): string {
  const percent = host.indexOf('%');
  return percent >= 0 && host.includes(':') ? host.slice(0, percent) : host;
}

/** All addresses with the same first `prefix` bits. */
export interface Network extends IpAddress {
  readonly prefix: number;
}

/** Parses `address/length` (CIDR), with the address in any notation; `null` when it is not valid. */
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

/** `IPv6address` of RFC 3986 §3.2.2. */
export function isIpv6(text: string): boolean {
  const halves = text.split('::');
  if (halves.length > 2) return false;
  let groups = 0;
  for (const [h, half] of halves.entries()) {
    if (half === '') {
      if (halves.length === 1) return false;
      continue;
    }
    const parts = half.split(':');
    for (const [i, part] of parts.entries()) {
      const last = h === halves.length - 1 && i === parts.length - 1;
      if (last && part.includes('.')) {
        if (!/^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/.test(part)) return false;
        groups += 2;
      } else {
        if (!/^[0-9a-fA-F]{1,4}$/.test(part)) return false;
        groups += 1;
      }
    }
  }
  return halves.length === 2 ? groups <= 7 : groups === 8;
}
