import type { DescribedKey, DescribedTrust, KeyChange } from '@countersign/core/trust';

/** A described trust for people, line by line. */
export function trustLines({ origin, roots, services }: DescribedTrust, now: Date): readonly string[] {
  return [
    ...originLines(origin),
    ...roots.flatMap(({ instance, withoutLogs, source, digest, keys }) => [
      `instance: ${instance}${withoutLogs ? ' (no logs: every signature needs a timestamp)' : ''}`,
      `trusted root ${source}, ${digest}`,
      ...keys.map((key) => `  ${keyText(key)}${isCurrent(key, now) ? '' : ' (not now)'}`),
    ]),
    ...(services === undefined
      ? ['no signing config']
      : ['services to sign with', ...services.map((one) => `  ${one.role} ${one.url} (API ${String(one.apiVersion)})`)]),
  ];
}

function originLines(origin: DescribedTrust['origin']): readonly string[] {
  switch (origin.kind) {
    case 'file':
      return [
        origin.changed === undefined
          ? 'from a document'
          : `from a file, changed ${origin.changed} (${days(origin.days ?? 0)} ago)`,
      ];
    case 'embedded':
      return [`from the copy in this version, of ${origin.since} (${days(origin.days)} ago)`];
    case 'tuf':
      return [
        `from ${origin.mirror}, ${origin.fromCache ? 'cached' : 'downloaded'} ${origin.refreshed}; metadata valid until ${origin.expires}`,
        ...origin.roles.map(({ name, version, expires }) => `  ${name} version ${String(version)}, expires ${expires}`),
      ];
  }
}

const days = (count: number): string => `${String(count)} ${count === 1 ? 'day' : 'days'}`;

function keyText({ role, url, keyId, algorithm, from, until }: DescribedKey): string {
  return `${role} ${url}, key ${keyId} (${algorithm}), from ${from}${until === undefined ? '' : ` until ${until}`}`;
}

const isCurrent = ({ from, until }: DescribedKey, now: Date): boolean =>
  new Date(from) <= now && (until === undefined || now <= new Date(until));

export function changeLine({ change, key, before }: KeyChange): string {
  const old = before === undefined ? '' : ` (before: until ${before.until ?? 'further notice'})`;
  return `${change}: ${keyText(key)}${old}`;
}
