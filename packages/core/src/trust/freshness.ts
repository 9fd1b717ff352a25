import { statSync } from 'node:fs';
import type { Run } from '../run/index.js';
import { describeUrl } from '../net/index.js';
import { instanceOf } from './instance-of.js';
import { isInstanceName, NAMED_INSTANCES } from './named-instances.js';
import { encodeBase64 } from '../wire/index.js';
import type { Freshness, TrustedRoot } from './types.js';
import { isWithin } from './valid-for.js';

const DAY_MS = 86_400_000;
/** A trusted root from a file, or the copy in this release, is old after so many days; instances change their keys about twice a year. */
const OLD_AFTER_DAYS = 90;
/** Metadata that expires within this time is reported: without a new copy, the run of tomorrow could not decide. */
const NEAR_EXPIRY_MS = DAY_MS;

/** Undefined for a document, and for a file whose time cannot be read. */
export function fileChanged(path: string): Date | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mtime;
}

/** Emits a warning for each reason why the trusted roots should be renewed. */
export async function warnOfAge(run: Run, roots: readonly TrustedRoot[], freshness: Freshness): Promise<void> {
  for (const { from, problem, hint } of await agingOf(run.clock(), roots, freshness))
    run.emit({ event: 'trust-aging', from, problem, hint });
}

interface Aging {
  readonly from: string;
  readonly problem: string;
  readonly hint: string;
}

async function agingOf(now: Date, roots: readonly TrustedRoot[], freshness: Freshness): Promise<readonly Aging[]> {
  const [{ source } = { source: '' }] = roots;
  switch (freshness.kind) {
    case 'embedded': {
      const days = daysBetween(freshness.since, now);
      if (days < OLD_AFTER_DAYS) return [];
      return [
        {
          from: source,
          problem: `the copy in this version is ${String(days)} days old`,
          hint: 'Install a newer version, allow the network once (network: all), or give a file that "countersign trust export" wrote.',
        },
      ];
    }
    case 'tuf': {
      if (freshness.expires.getTime() - now.getTime() >= NEAR_EXPIRY_MS) return [];
      return [
        {
          from: describeUrl(freshness.mirror),
          problem: `its TUF metadata expires at ${freshness.expires.toISOString()}`,
          hint: 'Run "countersign trust update" with network before then. If it still expires at the same time, tell the operator of the repository.',
        },
      ];
    }
    case 'document':
      return (await Promise.all(roots.map((root) => agingOfFile(now, root, freshness.changed)))).flat();
  }
}

const RENEW = 'Write it again with "countersign trust export", and check its digest where you pin it.';

async function agingOfFile(now: Date, root: TrustedRoot, changed: Date | undefined): Promise<readonly Aging[]> {
  const from = root.source;
  const missing = await missingFrom(root);
  const days = changed === undefined ? 0 : daysBetween(changed, now);
  const authorities = [...root.certificateAuthorities, ...root.transparencyLogs];
  const ended = authorities.length > 0 && !authorities.some(({ validFor }) => isWithin(now, validFor));
  return [
    ...(missing > 0
      ? [{ from, problem: `it lacks ${String(missing)} keys that the copy in this version of countersign has`, hint: RENEW }]
      : []),
    ...(days >= OLD_AFTER_DAYS ? [{ from, problem: `the file is ${String(days)} days old`, hint: RENEW }] : []),
    ...(ended ? [{ from, problem: 'none of its authorities and logs is valid any more', hint: RENEW }] : []),
  ];
}

/** How many keys of the embedded root of the same instance the file does not have. A checkout sets the time of a file, but not this. */
async function missingFrom(root: TrustedRoot): Promise<number> {
  const instance = instanceOf(root, undefined);
  if (!isInstanceName(instance)) return 0;
  const own = new Set(keysOf(root));
  const embedded = keysOfDocument((await NAMED_INSTANCES[instance].embedded()).trustedRoot);
  const lacking = embedded.filter((key) => !own.has(key)).length;
  // A root of another environment of the same operator (staging) has none of these keys.
  return lacking === embedded.length ? 0 : lacking;
}

/** The keys of logs, and the issuing certificates of authorities, base64. */
function keysOf(root: TrustedRoot): readonly string[] {
  const logs = [...root.transparencyLogs, ...root.certificateLogs].map(({ key }) => key.spki);
  const authorities = [...root.certificateAuthorities, ...root.timestampAuthorities].flatMap(({ chain: [issuing] }) =>
    issuing === undefined ? [] : [issuing.raw],
  );
  return [...logs, ...authorities].map(encodeBase64);
}

interface RootDocument {
  readonly tlogs?: readonly { readonly publicKey: { readonly rawBytes: string } }[];
  readonly ctlogs?: RootDocument['tlogs'];
  readonly certificateAuthorities?: readonly {
    readonly certChain: { readonly certificates: readonly { readonly rawBytes: string }[] };
  }[];
  readonly timestampAuthorities?: RootDocument['certificateAuthorities'];
}

/** The same of an embedded document, which needs no checks; reading its certificates would take longer than a verification. */
function keysOfDocument(text: string): readonly string[] {
  const { tlogs = [], ctlogs = [], certificateAuthorities = [], timestampAuthorities = [] } = JSON.parse(text) as RootDocument;
  return [
    ...[...tlogs, ...ctlogs].map(({ publicKey }) => publicKey.rawBytes),
    ...[...certificateAuthorities, ...timestampAuthorities].flatMap(
      ({
        certChain: {
          certificates: [issuing],
        },
      }) => (issuing === undefined ? [] : [issuing.rawBytes]),
    ),
  ];
}

export function daysBetween(from: Date, to: Date): number {
  return Math.max(0, Math.floor((to.getTime() - from.getTime()) / DAY_MS));
}
