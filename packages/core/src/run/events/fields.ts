import type { Code } from '../../errors/index.js';

/** Why a path that a glob matched is not a subject. */
export type LeftOut = 'folder' | 'bundle' | 'dead-link';

/** What a run uses instead of its first choice, which failed. */
export type Fallback = 'service' | 'cached-root' | 'cached-root-offline' | 'embedded-root' | 'fallback-tag';

/** The decision of the gate for one artifact under one policy. */
export interface Verdict {
  readonly artifact: string;
  readonly digest: string;
  readonly policy: string;
  readonly outcome: 'allowed' | 'denied' | 'undecided';
  readonly code?: Code | undefined;
}

/** Every field that an event may have; one name means one thing in all events. Plain JSON, never a secret. */
export interface EventFields {
  readonly code: Code | undefined;
  readonly artifact: string;
  readonly digest: string;
  readonly signer: string | undefined;
  readonly issuer: string | undefined;
  readonly key: string | undefined;
  readonly logIndex: string | undefined;
  readonly alreadyLogged: boolean;
  readonly durationMs: number;
  readonly log: string;
  readonly authority: string;
  readonly at: string;
  readonly expires: string;
  readonly audience: string;
  readonly trigger: string;
  readonly reference: string;
  readonly path: string;
  readonly other: string;
  readonly names: readonly string[];
  readonly count: number;
  readonly subjects: number;
  readonly reason: LeftOut;
  readonly fallback: Fallback;
  readonly from: string;
  readonly to: string;
  readonly host: string;
  readonly service: string;
  readonly attempt: number;
  readonly problem: string;
  readonly bundle: string;
  readonly origin: string;
  readonly trust: string;
  readonly policy: string;
  readonly requirement: string;
  readonly outcome: 'allowed' | 'denied' | 'undecided';
  readonly verification: 'proven' | 'rejected';
  readonly expected: string | undefined;
  readonly found: string | undefined;
  readonly hint: string | undefined;
  readonly target: string;
  readonly mode: 'enforce' | 'warn';
  readonly verdicts: readonly Verdict[];
  readonly fallbackSigners: readonly string[];
}

export type EventField = keyof EventFields;

/** What each field means; docs/reference/logs.md is made of it. */
export const FIELD_MEANINGS = {
  code: 'why not; the codes of [errors.md](errors.md)',
  artifact: 'what it is about: a file by its name, an image by `registry/repository@sha256:…`, several with commas between them',
  digest: 'digest of the artifact, or of what was stored for it: `sha256:<hex>`',
  signer: "the certificate's identity, or the name of the key",
  issuer: 'who confirmed the identity: the issuer of the token',
  key: 'fingerprint of the public key: SHA-256 of its SubjectPublicKeyInfo, hex',
  logIndex: 'place of the entry in the transparency log: a decimal number, as text',
  alreadyLogged: 'whether a log contained the same signature before: its entry is used',
  durationMs: 'how long it took, or how long is waited; milliseconds',
  log: 'address of the transparency log',
  authority: 'the timestamp authority, as the trusted root names it',
  at: 'a verified time, ISO 8601',
  expires: 'until when it is valid, ISO 8601',
  audience: 'the service for which the token was issued',
  trigger: 'the event that started the CI run',
  reference: 'the image or manifest as it was named, or where it was stored',
  path: 'a file',
  other: 'the other name of the same file',
  names: 'platforms, places, or the first of many files',
  count: 'how many',
  subjects: 'how many artifacts',
  reason: '`folder`, `bundle` or `dead-link`',
  fallback: '`service`, `cached-root`, `cached-root-offline`, `embedded-root` or `fallback-tag`',
  from: 'what could not be used',
  to: 'what is used in its place',
  host: 'host (and port) that was asked',
  service: 'what was asked, in words',
  attempt: 'number of the attempt that failed',
  problem: 'what went wrong, in words',
  bundle: 'digest of the bundle: `sha256:<hex>`',
  origin: 'where the bundle was found',
  trust: 'name of the trust, in the policy, under which the bundle was verified',
  policy: 'name of the policy',
  requirement: 'the requirement that was not met',
  outcome: '`allowed`, `denied` or `undecided`',
  verification: '`proven` or `rejected`; who signed is compared later',
  expected: 'what was expected',
  found: 'what was found',
  hint: 'what to do',
  target: 'where the artifacts are deployed to, as the run named it',
  mode: '`enforce`, or `warn` where the job continues whatever the decision is',
  fallbackSigners: 'names of the fallback signers that the decision rests on',
  verdicts: 'one for each policy and artifact: `artifact`, `digest`, `policy`, `outcome`, `code`',
} as const satisfies Record<EventField, string>;
