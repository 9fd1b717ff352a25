import { resolve } from 'node:path';
import { CountersignError, type ExitStatus } from '@countersign/core/errors';
import {
  chooseForSigning,
  findAffected,
  keyToRevoke,
  readDigestList,
  revokeIn,
  ALL,
  sinceOf,
  worstOf,
  type Affected,
  type AffectedSignature,
  type Choice,
  type Revocation,
  type RevokedKey,
} from '@countersign/core/operations/keys';
import { readMoment } from '@countersign/core/policy/values';
import { createRegistry } from '@countersign/core/registry';
import { loadTrust } from '@countersign/core/trust';
import { readRegularFile } from '@countersign/core/wire';
import { failuresOf, shownPath, signingStatus } from '@countersign/surface/signing-results';
import { reportError } from '@countersign/surface/process-guard';
import { plain } from '@countersign/surface/log';
import type { Run } from '@countersign/core/run';
import type { Arguments, Command, Io } from '../../command.js';
import { onlyPositional } from '../../inputs.js';
import { flag, flags, isSet, keyServices, keysRun, LIMIT_FLAG, LOGIN_FLAG } from './keys-run.js';
import { signAgain, type NewSignature, type SignedAgain } from './sign-again.js';

const MAX_LIST_BYTES = 16 * 1024 * 1024;

export const command: Command = {
  name: 'keys revoke',
  summary: 'Revoke a key in policies, list what it signed, and sign that again with another key.',
  usage: 'SIGNER | KEY --policy FILE [--since DATE]',
  examples: [
    'countersign keys revoke release-2025 --policy policy.yaml --since 2026-11-20T08:00:00Z',
    'countersign keys revoke release-2025 --policy policy.yaml --list-affected dist --list-affected oci://ghcr.io/acme/app --dry-run',
    'countersign keys revoke release-2025 --policy policy.yaml --since 2026-11-20 --list-affected dist --re-sign --key release-2026.key --digests ours.txt',
  ],
  notes: [
    'Without --since, no signature of the key counts any more. With it, those count that a log or a timestamp proves to be older.',
    'The list is made of the places that are named: folders, files with bundles, and images (without a tag: all tags of the repository). Transparency logs are not searched in this version.',
    'A key that is revoked already stays revoked: an earlier date takes the place of the one in the policy, a later one changes nothing.',
    "A new bundle takes the place of the revoked key's, which is kept beside it, and of no other signer's. What the new key has signed already is not signed again.",
    'Nothing of an attacker is signed again: only what a log or a timestamp proves to be signed before --since, or what --digests lists, and only bytes that are here.',
  ],
  flags: [
    { name: 'policy', placeholder: 'FILE', repeatable: true, description: 'A policy in which the key is revoked.' },
    {
      name: 'since',
      placeholder: 'DATE',
      description: 'The first moment whose signatures do not count, such as 2026-11-20 or 2026-11-20T08:00:00Z.',
    },
    {
      name: 'list-affected',
      placeholder: 'FOLDER|FILE|oci://REF',
      repeatable: true,
      description: 'Where signatures of the key are searched.',
    },
    { name: 're-sign', description: 'Signs what was found again, as far as it may be.' },
    { name: 'key', placeholder: 'KEY', repeatable: true, description: 'With --re-sign: how to sign, as for sign-blob.' },
    {
      name: 'digests',
      placeholder: 'FILE',
      description: 'With --re-sign: digests of artifacts that you know to be yours, one a line, as sha256sum writes them.',
    },
    { name: 'key-password', placeholder: 'env://VAR|FILE', description: 'Where the password of the new key is.' },
    {
      name: 'trusted-root',
      placeholder: 'FILE|NAME|URL',
      description: 'The instance that proves times and witnesses new signatures, as for sign-blob.',
    },
    { name: 'trust-digest', placeholder: 'sha256:HEX', description: 'The expected digest of the file with the trusted root.' },
    { name: 'signing-config', placeholder: 'FILE', description: 'The services for new signatures.' },
    {
      name: 'transparency-log',
      placeholder: 'required|off',
      description: 'Whether new signatures are recorded in a log. Default: required.',
    },
    LIMIT_FLAG,
    LOGIN_FLAG,
    { name: 'dry-run', description: 'Shows what would be done. Changes no policy and signs nothing.' },
  ],
  async run(args, io) {
    const places = flags(args, 'list-affected');
    checkTogether(args, places);
    const insecure = flags(args, 'insecure-registry');
    const run = keysRun(args, io, insecure);
    const dryRun = isSet(args, 'dry-run');
    const since = flag(args, 'since');
    const named = onlyPositional(args.positionals, 'SIGNER or KEY');
    const revoked = await keyToRevoke(run, named, flags(args, 'policy'), keyServices(args));
    const registry = createRegistry(run, { insecureRegistries: insecure });
    const affected = places.length === 0 ? undefined : await findAffected(run, revoked.key, places, registry);
    // What may be signed again is decided before anything is changed.
    const choices = affected === undefined || !isSet(args, 're-sign') ? [] : await choicesOf(args, run, revoked, affected);
    const changes = await revokeIn(run, revoked, { since, dryRun });
    if (!args.json) {
      for (const change of changes) tellChange(io, change, since);
      tellAffected(io, affected);
    }
    const again = await signAgain(args, io, choices, revoked, dryRun);
    tellFailures(io, again);
    const status = statusOf(affected, choices, again);
    const answers = choices.map((choice) => answerOf(choice, again, run.cwd));
    if (args.json) io.out(`${JSON.stringify(documentOf(revoked, changes, affected, answers, again, status), undefined, 2)}\n`);
    else tellAnswers(io, answers, again, run.cwd);
    if (dryRun) io.log.info('nothing was changed: a dry run');
    return status;
  },
};

function checkTogether(args: Arguments, places: readonly string[]): void {
  const problem = (message: string, expected: string): CountersignError =>
    new CountersignError('INPUT_MISSING', message, { expected });
  if (flags(args, 'policy').length === 0 && !(isSet(args, 'dry-run') && places.length > 0))
    throw problem(
      'keys revoke needs a policy, because only a policy can revoke a key',
      '--policy FILE (or --dry-run with --list-affected)',
    );
  if (!isSet(args, 're-sign')) return;
  if (places.length === 0) throw problem('--re-sign needs places where signatures are searched', '--list-affected FOLDER');
  if (flags(args, 'key').length === 0) throw problem('--re-sign needs the new key', '--key KEY');
}

async function choicesOf(args: Arguments, run: Run, revoked: RevokedKey, { signatures }: Affected): Promise<readonly Choice[]> {
  const list = flag(args, 'digests');
  const named = flag(args, 'since');
  if (named !== undefined) pastMoment(named, run.clock());
  const effective = sinceOf(revoked, named);
  if (named !== undefined && effective === ALL)
    run.log.warn('a policy revokes all signatures of the key already: no time proves that one was made before its compromise');
  const since = effective === ALL ? undefined : pastMoment(effective, run.clock());
  const trustedRoot = flag(args, 'trusted-root');
  const root =
    since === undefined ? undefined : (await loadTrust(run, { trustedRoot, trustDigest: flags(args, 'trust-digest') })).root;
  return chooseForSigning(signatures, {
    key: revoked.key,
    since,
    digests: list === undefined ? new Set() : readDigestList(bytesOf(resolve(run.cwd, list), list), list),
    root,
    now: run.clock(),
  });
}

/** As the policy reads it, in UTC. A key that is said to be lost in the future would prove whatever a thief signs until then. */
function pastMoment(text: string, now: Date): Date {
  const moment = readMoment(text);
  if (moment instanceof Error || moment > now)
    throw new CountersignError('INPUT_INVALID', '--since is not a moment from which the key cannot be trusted', {
      expected: moment instanceof Error ? moment.message : 'a moment that is not in the future',
      found: text,
    });
  return moment;
}

function bytesOf(path: string, name: string): Uint8Array {
  try {
    return readRegularFile(path, MAX_LIST_BYTES, { followLink: true });
  } catch (cause) {
    throw new CountersignError('FILE_UNREADABLE', `the list of digests ${name} cannot be read`, {
      expected: 'a file',
      found: name,
      cause,
    });
  }
}

const described = (since: string): string => (since === ALL ? 'none of its signatures counts' : `since ${since}`);

/** The changes of a policy; where it is as it was, that the key is revoked already. */
function tellChange(io: Io, { policy, diff, signers }: Revocation, since: string | undefined): void {
  if (diff.length > 0) io.log.info([policy, ...diff].map(plain).join('\n'));
  for (const { signer, before, after } of signers) {
    if (before === undefined) continue;
    const isLater = before === after && since !== undefined && Date.parse(since) !== Date.parse(after);
    const more = isLater ? `; it is not changed to ${since}, because signatures that do not count would count again` : '';
    io.log.info(
      plain(
        before === after
          ? `${policy}: ${signer} is revoked already (${described(before)})${more}`
          : `${policy}: ${signer} was revoked already (${described(before)}); now: ${described(after)}`,
      ),
    );
  }
}

/** A choice with what came of it. */
interface Answer extends Choice {
  /** `not-signed` also if signing failed. */
  readonly outcome: NewSignature['state'] | 'not-signed';
  readonly signatures: readonly NewSignature[];
}

function answerOf(choice: Choice, { signatures }: SignedAgain, cwd: string): Answer {
  const { file, image } = choice.signature;
  const of = file === undefined ? image : resolve(cwd, file);
  const found = choice.because === undefined ? [] : signatures.filter((one) => one.of === of);
  const outcome = (['would-be-signed', 'signed', 'signed-before'] as const).find((state) =>
    found.some((one) => one.state === state),
  );
  return { ...choice, outcome: outcome ?? 'not-signed', signatures: found };
}

function tellFailures(io: Io, { reports }: SignedAgain): void {
  for (const report of reports)
    for (const { subject, state, error } of failuresOf(report)) {
      io.log.error(`${state}: ${subject}`);
      reportError(io.log, error);
    }
}

function statusOf(affected: Affected | undefined, choices: readonly Choice[], { reports }: SignedAgain): ExitStatus {
  const unfinished = (affected?.incomplete.length ?? 0) > 0 || choices.some(({ because }) => because === undefined);
  return worstOf([...reports.map(signingStatus), unfinished ? 2 : 0]);
}

function tellAffected(io: Io, affected: Affected | undefined): void {
  if (affected === undefined) return;
  for (const { where, state, kind, subjects, file, image } of affected.signatures) {
    const what = file ?? image ?? subjects.map(({ name, digests }) => name ?? Object.values(digests)[0] ?? '').join(', ');
    io.log.info(plain(`${state === 'signed' ? 'signed by the key' : 'names the key, not checked'}: ${kind} ${what} (${where})`));
  }
  for (const problem of affected.incomplete) io.log.warn(plain(`not searched: ${problem}`));
  io.log.info(
    `${String(affected.signatures.length)} of ${String(affected.read)} bundles are by the key; transparency logs were not searched`,
  );
}

const OUTCOMES = {
  signed: 'signed again',
  'signed-before': 'signed again already',
  'would-be-signed': 'would be signed again',
  'not-signed': 'not signed again',
} as const satisfies Readonly<Record<Answer['outcome'], string>>;

function tellAnswers(io: Io, answers: readonly Answer[], { kept }: SignedAgain, cwd: string): void {
  const told = new Set<string>();
  for (const { signature, because, reason, outcome, signatures } of answers) {
    const what = signature.file ?? signature.image ?? signature.where;
    // The key may have signed a file several times.
    const isNew = !told.has(`${what} ${reason ?? ''}`);
    told.add(`${what} ${reason ?? ''}`);
    if (because === undefined && isNew) io.log.warn(plain(`not signed again: ${what}: ${reason ?? ''}`));
    const by = signatures.map((one) => `by ${one.by}${one.path === undefined ? '' : ` in ${shownPath(one.path, cwd) ?? ''}`}`);
    if (because !== undefined && isNew)
      io.log.info(plain(`${OUTCOMES[outcome]}: ${what} (${because}) ${by.join(', ')}`.trimEnd()));
  }
  for (const path of kept) io.log.info(plain(`the bundle that was there before is kept in ${shownPath(path, cwd) ?? ''}`));
}

function documentOf(
  { key, policies }: RevokedKey,
  changes: Awaited<ReturnType<typeof revokeIn>>,
  affected: Affected | undefined,
  answers: readonly Answer[],
  { kept }: SignedAgain,
  status: ExitStatus,
): object {
  const shown = ({ where, state, kind, subjects, file, image }: AffectedSignature): object => ({
    where,
    state,
    kind,
    subjects,
    file,
    image,
  });
  return {
    fingerprint: key.fingerprint,
    revoked: policies.map(({ policy, signers }) => ({ policy: policy.name, signers })),
    changes,
    status,
    ...(affected === undefined
      ? {}
      : {
          affected: affected.signatures.map(shown),
          incomplete: affected.incomplete,
          bundlesRead: affected.read,
          logsSearched: false,
        }),
    choices: answers.map(({ signature, because, reason, outcome, signatures }) => ({
      ...shown(signature),
      because,
      reason,
      outcome,
      bundles: signatures.flatMap(({ path }) => path ?? []),
    })),
    kept,
  };
}
