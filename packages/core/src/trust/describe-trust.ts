import { daysBetween } from './freshness.js';
import { hasNoLogs, instanceOf } from './instance-of.js';
import type { Trust } from './load-trust.js';
import type { CertificateAuthority, Freshness, Instance, Service, TransparencyLog, TrustedRoot, ValidFor } from './types.js';

/** One key that a trusted root trusts. Plain data for `trust show` and `trust update`. */
export interface DescribedKey {
  readonly role: 'certificate authority' | 'certificate log' | 'transparency log' | 'timestamp authority';
  /** As the root names it. */
  readonly url: string;
  /** Hex: the log ID; for authorities the SHA-256 of the issuing certificate's SubjectPublicKeyInfo. */
  readonly keyId: string;
  readonly algorithm: string;
  readonly from: string;
  readonly until: string | undefined;
}

export interface DescribedRoot {
  readonly instance: Instance;
  /** Whether a timestamp takes the place of log entries and SCTs. */
  readonly withoutLogs: boolean;
  readonly source: string;
  readonly digest: string;
  readonly keys: readonly DescribedKey[];
}

export interface DescribedTrust {
  readonly origin: DescribedOrigin;
  readonly roots: readonly DescribedRoot[];
  /** Undefined without signing config. */
  readonly services: readonly DescribedService[] | undefined;
}

export interface DescribedService {
  readonly role: 'certificate authority' | 'transparency log' | 'timestamp authority' | 'identity provider';
  readonly url: string;
  readonly apiVersion: number;
  readonly from: string;
  readonly until: string | undefined;
}

export type DescribedOrigin =
  | { readonly kind: 'file'; readonly changed: string | undefined; readonly days: number | undefined }
  | { readonly kind: 'embedded'; readonly since: string; readonly days: number }
  | {
      readonly kind: 'tuf';
      readonly mirror: string;
      readonly refreshed: string;
      readonly fromCache: boolean;
      readonly expires: string;
      readonly roles: readonly { readonly name: string; readonly version: number; readonly expires: string }[];
    };

/** Everything that a trusted root makes a run trust, as plain data. */
export function describeTrust({ roots, instance, freshness, signingConfig: config }: Trust, now: Date): DescribedTrust {
  return {
    origin: originOf(freshness, now),
    roots: roots.map((one) => ({
      // A file with several roots has several instances; that of the trust also depends on its signing config.
      instance: roots.length === 1 ? instance : instanceOf(one, undefined),
      withoutLogs: hasNoLogs(one),
      source: one.source,
      digest: one.digest,
      keys: keysOf(one),
    })),
    services: config && [
      ...config.certificateAuthorities.map((one) => describeService('certificate authority', one)),
      ...config.transparencyLogs.map((one) => describeService('transparency log', one)),
      ...config.timestampAuthorities.map((one) => describeService('timestamp authority', one)),
      ...config.oidcProviders.map((one) => describeService('identity provider', one)),
    ],
  };
}

function originOf(freshness: Freshness, now: Date): DescribedOrigin {
  switch (freshness.kind) {
    case 'document': {
      const { changed } = freshness;
      return { kind: 'file', changed: changed?.toISOString(), days: changed && daysBetween(changed, now) };
    }
    case 'embedded':
      return { kind: 'embedded', since: freshness.since.toISOString(), days: daysBetween(freshness.since, now) };
    case 'tuf':
      return {
        ...freshness,
        refreshed: freshness.refreshed.toISOString(),
        expires: freshness.expires.toISOString(),
        roles: freshness.roles.map((role) => ({ ...role, expires: role.expires.toISOString() })),
      };
  }
}

function keysOf(root: TrustedRoot): readonly DescribedKey[] {
  return [
    ...root.certificateAuthorities.map((one) => describeAuthority('certificate authority', one)),
    ...root.certificateLogs.map((one) => describeLog('certificate log', one)),
    ...root.transparencyLogs.map((one) => describeLog('transparency log', one)),
    ...root.timestampAuthorities.map((one) => describeAuthority('timestamp authority', one)),
  ];
}

function describeAuthority(role: DescribedKey['role'], { uri, chain: [issuing], validFor }: CertificateAuthority): DescribedKey {
  return {
    ...{ role, url: uri, keyId: issuing?.publicKey.fingerprint ?? '', algorithm: issuing?.publicKey.details ?? '' },
    ...describeWindow(validFor),
  };
}

function describeLog(role: DescribedKey['role'], { baseUrl, logId, key, validFor }: TransparencyLog): DescribedKey {
  return { role, url: baseUrl, keyId: logId, algorithm: key.details, ...describeWindow(validFor) };
}

function describeService(role: DescribedService['role'], { url, majorApiVersion, validFor }: Service): DescribedService {
  return { role, url, apiVersion: majorApiVersion, ...describeWindow(validFor) };
}

function describeWindow({ start, end }: ValidFor): { readonly from: string; readonly until: string | undefined } {
  return { from: start.toISOString(), until: end?.toISOString() };
}

/** A key that is new, gone, or has another validity. */
export interface KeyChange {
  readonly change: 'added' | 'removed' | 'changed';
  readonly key: DescribedKey;
  /** Before a change of validity. */
  readonly before?: DescribedKey;
}

/** What differs between two copies of a trusted root. */
export function compareRoots(before: DescribedRoot, after: DescribedRoot): readonly KeyChange[] {
  const nameOf = ({ role, url, keyId, from }: DescribedKey): string => JSON.stringify([role, url, keyId, from]);
  const byName = ({ keys }: DescribedRoot) => new Map(keys.map((key) => [nameOf(key), key]));
  const [old, now] = [byName(before), byName(after)];
  const removed = [...old].filter(([name]) => !now.has(name));
  return [
    ...[...now].flatMap(([name, key]): KeyChange[] => {
      const known = old.get(name);
      if (known === undefined) return [{ change: 'added', key }];
      return known.until === key.until ? [] : [{ change: 'changed', key, before: known }];
    }),
    ...removed.map(([, key]): KeyChange => ({ change: 'removed', key })),
  ];
}
