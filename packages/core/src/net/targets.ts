import { BlockList, isIP } from 'node:net';
import { CountersignError } from '../errors/index.js';
import { describeUrl, namesHost } from './addresses.js';

const METADATA_NAMES = ['metadata.google.internal', 'metadata.goog', 'metadata', 'instance-data', 'instance-data.ec2.internal'];

/**
 * The kind of a host name or IP address in any spelling (`URL.hostname`, with or without brackets, a trailing
 * dot, IPv4 inside IPv6): this machine, a cloud's metadata service with the machine's credentials, or another host.
 * Wider than `isLoopback`, because that one permits and this one refuses.
 */
export function kindOfHost(hostname: string): 'this-machine' | 'metadata' | 'other' {
  const host = hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/(?<!\.)\.+$/, '')
    .replace(/%.*$/, '');
  if (host === '' || host === 'localhost' || host.endsWith('.localhost') || host === 'localhost.localdomain')
    return 'this-machine';
  if (METADATA_NAMES.includes(host)) return 'metadata';
  const family = isIP(host);
  if (family === 0) {
    // Sockets accept short and numeric forms (`127.1`, `0x7f000001`, `2130706433`), which only a URL parser normalises.
    const plain = /^[0-9a-fx.]+$/.test(host) ? URL.parse(`http://${host}/`)?.hostname : undefined;
    return plain !== undefined && plain !== host ? kindOfHost(plain) : 'other';
  }
  const type = family === 4 ? 'ipv4' : 'ipv6';
  if (METADATA.check(host, type)) return 'metadata';
  if (THIS_MACHINE.check(host, type)) return 'this-machine';
  if (family === 6 && LOCAL_NAT64.check(host, 'ipv6')) return kindOfTranslated(host);
  return 'other';
}

/** RFC 8215: networks use their own prefixes in this block to translate to IPv4. */
const LOCAL_NAT64 = new BlockList();
LOCAL_NAT64.addSubnet('64:ff9b:1::', 48, 'ipv6');

/** Checks the embedded IPv4 address, at its position for a prefix of 96 or 48 bits (RFC 6052 section 2.2). */
function kindOfTranslated(host: string): ReturnType<typeof kindOfHost> {
  const [head = '', tail = ''] = (URL.parse(`http://[${host}]/`)?.hostname ?? '').slice(1, -1).split('::');
  const words = (text: string): string[] => (text === '' ? [] : text.split(':'));
  const gap = Array.from({ length: 8 - words(head).length - words(tail).length }, () => '0');
  const bytes = [...words(head), ...gap, ...words(tail)].flatMap((word) => [parseInt(word, 16) >> 8, parseInt(word, 16) & 255]);
  const inside = [bytes.slice(12), [...bytes.slice(6, 8), ...bytes.slice(9, 11)]].filter(([first]) => first !== 0);
  // If both positions begin with 0, the address can only mean this machine.
  if (inside.length === 0) return 'this-machine';
  const kinds = inside.map((address) => kindOfHost(address.join('.')));
  return kinds.find((kind) => kind !== 'other') ?? 'other';
}

/** IPv4 blocks, and the same blocks inside IPv6: mapped, compatible, translated, NAT64 (RFC 6052) and 6to4 (RFC 3056). */
function blocks(ipv4: readonly (readonly [string, number])[], ipv6: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList();
  for (const [network, bits] of ipv6) list.addSubnet(network, bits, 'ipv6');
  for (const [network, bits] of ipv4) {
    list.addSubnet(network, bits, 'ipv4');
    for (const prefix of ['::ffff:', '::', '::ffff:0:', '64:ff9b::']) list.addSubnet(`${prefix}${network}`, 96 + bits, 'ipv6');
    const [a = 0, b = 0, c = 0, d = 0] = network.split('.').map(Number);
    list.addSubnet(`2002:${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}::`, 16 + bits, 'ipv6');
  }
  return list;
}

const THIS_MACHINE = blocks(
  [
    ['127.0.0.0', 8],
    ['0.0.0.0', 8],
  ],
  [
    ['::', 128],
    ['::1', 128],
  ],
);
/** Link-local, used by most clouds, and the addresses of AWS, Google, Oracle and Scaleway (IPv6), Alibaba, Azure and Oracle. */
const METADATA = blocks(
  [
    ['169.254.0.0', 16],
    ['100.100.100.200', 32],
    ['168.63.129.16', 32],
    ['192.0.0.192', 32],
  ],
  [
    ['fe80::', 10],
    ['fd00:ec2::', 32],
    ['fd20:ce::254', 128],
    ['fd00:c1::a9fe:a9fe', 128],
    ['fd00:42::42', 128],
  ],
);

/** The origin of an address: the user, the configuration, or an answer of another host. */
export interface Named {
  /** The URL of that answer, or the variable that holds the address; absent if the user or the configuration named it. */
  readonly from?: string | undefined;
}

/**
 * Refuses addresses of the metadata service, and addresses of this machine if they come from an answer of another host. Hosts
 * named as insecure registries are allowed.
 *
 * @param host of the URL, or an address that its name resolved to
 * @throws CountersignError FETCH_FAILED
 */
export function checkTarget(url: URL, { from }: Named, insecureHosts: readonly string[], host = url.hostname): void {
  const kind = kindOfHost(host);
  if (kind === 'other' || namesHost(insecureHosts, url)) return;
  const namedBy = from === undefined ? undefined : URL.parse(from);
  if (kind === 'this-machine') {
    const meant = namedBy === undefined || namedBy?.hostname === url.hostname;
    if (meant || (namedBy !== null && kindOfHost(namedBy.hostname) === 'this-machine')) return;
  }
  throw new CountersignError('FETCH_FAILED', `${describeUrl(url)}: this address is not allowed`, {
    expected: 'an address of another machine',
    found: kind === 'metadata' ? `the metadata service of a cloud (${host})` : `this machine (${host})`,
    hint: `Check ${from === undefined ? 'the address of the service' : `${namedBy ? describeUrl(namedBy) : from}, where this address comes from`}.`,
  });
}
