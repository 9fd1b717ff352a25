import { isAbsolute, relative } from 'node:path';
import { digestText, imageOf, kindFacts, pinnedImage, subjectLabel, type Subject } from '@countersign/core/artifacts';
import { parseCertificate } from '@countersign/core/crypto';
import { CODES, type CountersignError, type ExitStatus } from '@countersign/core/errors';
import { oneLineFor } from '@countersign/core/policy';
import type { SignedArtifact, SigningReport } from '@countersign/core/signing';
import { plain } from './log/plain.js';
import { cell, table } from './markdown.js';
import type { BundleEntry } from './pieces/bundle-entry.js';
import { asPath } from './pieces/signing-outputs.js';
import { worstStatus } from './process-guard.js';
import { publicKeyBeside } from './public-key-beside.js';

/** An entry for each signed subject. */
export function bundleEntries(report: SigningReport, cwd: string): readonly BundleEntry[] {
  return report.signed.flatMap((artifact) => {
    const missing = missingIn(artifact);
    return artifact.subjects.map((subject) => ({
      state: artifact.state === 'signed' ? 'signed' : 'already signed',
      subject: nameOf(subject),
      digest: digestText(subject),
      path: shownPath(artifact.path, cwd),
      logIndex: artifact.logIndexes[0]?.toString(),
      missing,
      alreadyLogged: artifact.alreadyLogged,
      signer: artifact.signer,
      ...(artifact.fallback === undefined ? {} : { fallback: artifact.fallback }),
      stored: artifact.stored.map(({ reference }) => reference),
      secondOpinion: opinionText(artifact.secondOpinion),
    }));
  });
}

/** What verifiers will not find in a bundle. */
export const missingIn = ({ logIndexes, hasTime }: Pick<SignedArtifact, 'logIndexes' | 'hasTime'>): BundleEntry['missing'] => [
  ...(logIndexes.length > 0 ? [] : ['log-entry' as const]),
  ...(hasTime ? [] : ['time' as const]),
];

const MISSING: Readonly<Record<BundleEntry['missing'][number], string>> = {
  'log-entry': 'no transparency log entry',
  time: 'no timestamp',
};

interface Failure {
  readonly subject: string;
  readonly state: 'not signed' | 'not stored';
  readonly error: CountersignError;
}

function opinionText(opinion: SignedArtifact['secondOpinion']): string | undefined {
  return opinion?.kind === 'not-judged' ? `not judged: ${opinion.reason}` : opinion?.kind;
}

/** All failures: subjects without a signature, and bundles that exist on disk but could not be pushed. */
export function failuresOf(report: SigningReport): readonly Failure[] {
  const pushes = report.signed.flatMap((artifact) =>
    artifact.failures.map((error) => ({
      subject: artifact.subjects.map(subjectLabel).join(', '),
      state: 'not stored' as const,
      error,
    })),
  );
  return [...report.failures.map((failure) => ({ ...failure, state: 'not signed' as const })), ...pushes];
}

/** 0 only if every subject is signed and stored, or with `dry-run` could be; never 0 if nothing is signed or planned. */
export function signingStatus(report: SigningReport): ExitStatus {
  const failures = failuresOf(report).map(({ error }) => CODES[error.code]);
  const nothing = report.signed.length === 0 && (report.plan?.signatures.length ?? 0) === 0;
  return nothing && failures.length === 0 ? 2 : worstStatus(failures);
}

/** The keys that sign, as the user named them. */
export interface KeysOfRun {
  readonly keys?: readonly string[] | undefined;
  readonly fallbackKey?: string | undefined;
}

interface VerifySettings extends KeysOfRun {
  readonly trustedRoot: string | undefined;
  readonly transparencyLog?: 'required' | 'off';
  readonly network?: 'all' | 'registries' | 'none';
}

/** A command line that verifies the first signature of a report. */
export function verifyCommand(report: SigningReport, cwd: string, settings: VerifySettings): string {
  return verifyWords(report, cwd, settings).map(shellWord).join(' ');
}

/** The words of the command; none if nothing is signed. */
function verifyWords(report: SigningReport, cwd: string, settings: VerifySettings): readonly string[] {
  const [artifact] = report.signed;
  const [subject] = artifact?.subjects ?? [];
  if (!artifact || !subject) return [];
  const who = whoSigned(artifact, cwd, settings);
  const what = who.includes('--policy') ? undefined : predicateType(artifact);
  return [
    'countersign',
    'verify',
    ...targetOf(subject, cwd),
    ...(imageOf(subject) !== undefined || artifact.path === undefined ? [] : ['--bundle', shownPath(artifact.path, cwd) ?? '']),
    ...who,
    ...(what === undefined ? [] : ['--predicate-type', what]),
    ...(settings.trustedRoot === undefined ? [] : ['--trusted-root', settings.trustedRoot]),
    // No log records the signatures of some keys: the bundle has no entry then, also where the run uses a log.
    ...(settings.transparencyLog === 'off' || isUnloggedKey(artifact) ? ['--transparency-log', 'off'] : []),
    // Where nothing can be reached, a trusted root must not be asked for.
    ...(settings.network === undefined || settings.network === 'all' ? [] : ['--network', settings.network]),
  ];
}

const isUnloggedKey = ({ bundle, logIndexes }: SignedArtifact): boolean =>
  bundle.material.kind === 'public-key' && logIndexes.length === 0;

/** The command on several lines, one for each flag, escaped for `<pre>`. */
function verifyLines(words: readonly string[]): string {
  const starts = words.flatMap((word, at) => (at === 0 || word.startsWith('--') ? [at] : []));
  const lines = starts.map((start, index) =>
    words
      .slice(start, starts[index + 1])
      .map(shellWord)
      .join(' '),
  );
  return lines.map((line) => cell(line, 4000)).join(' \\\n  ');
}

/** The name that later steps can use. */
export function nameOf(subject: Subject): string {
  const image = imageOf(subject);
  return image === undefined ? subject.name : pinnedImage(image);
}

/** The arguments that name a subject for `verify`: its path or image, or the checksum file if only a line of it is here. */
function targetOf(subject: Subject, cwd: string): readonly string[] {
  const { input, value } = kindFacts(subject).namedBy(subject);
  if (input === 'paths') return [asPath(shownPath(value, cwd) ?? subject.name)];
  return input === 'images' ? [`oci://${value}`] : [`--${input}`, value];
}

/** Flags of a one-line policy that the signature satisfies. If there is none, a file name that the reader must replace. */
function whoSigned(
  { bundle: { material }, signer }: SignedArtifact,
  cwd: string,
  { keys = [], fallbackKey }: VerifySettings,
): readonly string[] {
  const leaf = material.kind === 'certificate' ? material.chain[0] : undefined;
  if (leaf === undefined) {
    const known = publicKeyBeside(signer, fallbackKey === undefined ? keys : [...keys, fallbackKey], cwd);
    return ['--key', known ?? 'PUBLIC_KEY.pem'];
  }
  const line = oneLineFor(parseCertificate(leaf));
  if (line === undefined) return ['--policy', 'POLICY.yaml'];
  const { certificateIdentity = '', certificateOidcIssuer = '', repository } = line;
  return [
    ...['--certificate-identity', certificateIdentity, '--certificate-oidc-issuer', certificateOidcIssuer],
    ...(repository === undefined ? [] : ['--repository', repository]),
  ];
}

/** Signatures on images are also statements, of cosign's predicate type; the gate treats them as signatures. */
function predicateType({ bundle }: SignedArtifact): string | undefined {
  if (bundle.content.kind !== 'dsse') return undefined;
  const statement: unknown = JSON.parse(Buffer.from(bundle.content.payload).toString());
  if (typeof statement !== 'object' || statement === null || !('predicateType' in statement)) return undefined;
  const type = statement.predicateType;
  return typeof type === 'string' && type !== 'https://sigstore.dev/cosign/sign/v1' ? type : undefined;
}

/** Quotes a word for a POSIX shell if needed. */
export function shellWord(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Log lines for each bundle: its path, the signer, and the log index. */
export function signingLines(report: SigningReport, cwd: string): readonly string[] {
  return report.signed.map((artifact) => {
    const { subjects, path, signer, logIndexes, alreadyLogged, state } = artifact;
    const place = shownPath(path, cwd) ?? subjects.map(subjectLabel).join(', ');
    const record = [
      ...(logIndexes.length > 0 ? [`log index ${logIndexes.join(', ')}${alreadyLogged ? ' (already logged)' : ''}`] : []),
      ...(artifact.fallback === undefined ? [] : ['the fallback key']),
      ...missingIn(artifact).map((one) => MISSING[one]),
    ];
    const before = state === 'signed' ? '' : 'already signed ';
    return plain([`${place}: ${before}by ${signer.identity ?? signer.name}`, ...record].join(', '));
  });
}

/** `3 signed, 1 not signed`: the last lines of a run with several artifacts; empty for one. */
export function signingCounts(report: SigningReport): readonly string[] {
  const { signed, before } = countsOf(report);
  const notSigned = report.failures.length;
  const notStored = notStoredIn(report);
  if (signed + before + notSigned < 2) return [];
  const parts = [
    ...(signed > 0 || before === 0 ? [`${String(signed)} signed`] : []),
    ...(before > 0 ? [`${String(before)} already signed`] : []),
    ...(notStored > 0 ? [`${String(notStored)} of them not stored`] : []),
    ...(notSigned > 0 ? [`${String(notSigned)} not signed`] : []),
  ];
  return [parts.join(', ')];
}

/** Artifacts that this run signed, and those that an earlier run signed. */
function countsOf({ signed }: SigningReport): { readonly signed: number; readonly before: number } {
  const count = (state: SignedArtifact['state']): number =>
    signed.filter((one) => one.state === state).reduce((all, { subjects }) => all + subjects.length, 0);
  return { signed: count('signed'), before: count('already-signed') };
}

/** Artifacts whose bundle could not be stored with each image; they are signed. */
const notStoredIn = ({ signed }: SigningReport): number =>
  signed.filter(({ failures }) => failures.length > 0).reduce((all, { subjects }) => all + subjects.length, 0);

/** How many artifacts were signed, and by whom: one line, first, because people look for it first. */
function signedLine(report: SigningReport): string {
  const { signed, before } = countsOf(report);
  const count = signed + before;
  const [notSigned, notStored] = [report.failures.length, notStoredIn(report)];
  const signers = [...new Set(report.signed.map(({ signer }) => signer.identity ?? signer.name))];
  const by = signers.length === 0 ? '' : ` by ${signers.map((signer) => cell(signer)).join(', ')}`;
  return `${String(count)} ${count === 1 ? 'artifact' : 'artifacts'} signed${by}${before === 0 ? '' : `, ${String(before)} of them before this run`}${notStored === 0 ? '' : `, ${String(notStored)} of them not stored`}${notSigned === 0 ? '' : `; ${String(notSigned)} not signed`}.`;
}

/** That the fallback key signed, and why, for the step summary. */
function fallbackLines({ signed }: SigningReport): readonly string[] {
  const by = signed.filter(({ fallback }) => fallback !== undefined);
  const [first] = by;
  if (first?.fallback === undefined) return [];
  const { code, problem } = first.fallback;
  return [
    '> [!CAUTION]',
    `> Keyless signing was not possible: the fallback key ${cell(first.signer.name)} made ${String(by.length)} of ${String(signed.length)} signatures. Verifiers accept them only where their policy lists this key.`,
    `> ${code}: ${cell(problem)}`,
    '',
  ];
}

/** What signatures of the run lack, for the step summary. */
export function missingLines(all: readonly BundleEntry['missing'][]): readonly string[] {
  return (Object.keys(MISSING) as BundleEntry['missing'][number][]).flatMap((what) => {
    const count = all.filter((one) => one.includes(what)).length;
    return count === 0 ? [] : [`> ${String(count)} of ${String(all.length)} signatures: ${MISSING[what]}.`, ''];
  });
}

/** `sha256:0123456789ab…`: enough to recognise a digest; the output `digests` and the bundles contain the whole digest. */
const shortDigest = (digest: string): string => digest.replace(/^(\w+:[0-9a-f]{12})[0-9a-f]+$/, '$1…');

/** Cuts the middle, so that a row of the table stays readable; outputs and bundles have the whole text. */
function cutMiddle(text: string, max: number): string {
  const characters = [...text];
  const end = Math.floor((max - 1) / 2);
  return characters.length <= max ? text : [...characters.slice(0, max - 1 - end), '…', ...characters.slice(-end)].join('');
}

/** The step summary of a signing piece, escaped. */
export function signingSummary(title: string, report: SigningReport, cwd: string, settings: VerifySettings): string {
  const failures = failuresOf(report);
  const command = verifyWords(report, cwd, settings);
  const rows = bundleEntries(report, cwd).map(({ state, subject, digest, path, logIndex, alreadyLogged, signer }) => [
    cutMiddle(subject, 50),
    state,
    shortDigest(digest),
    cutMiddle(path ?? '', 50),
    `${logIndex ?? ''}${alreadyLogged ? ' (already logged)' : ''}`,
    cutMiddle(signer.identity ?? signer.name, 60),
  ]);
  return [
    `## ${cell(title)}`,
    '',
    signedLine(report),
    '',
    ...fallbackLines(report),
    ...missingLines(report.signed.map(missingIn)),
    ...(rows.length > 0 ? [table(['Subject', 'State', 'Digest', 'Bundle', 'Log index', 'Signer'], rows), ''] : []),
    ...(failures.length > 0
      ? [
          '### Not finished',
          '',
          table(
            ['Subject', 'State', 'Code', 'Reason'],
            failures.map(({ subject, error, state }) => [subject, state, error.code, error.message]),
          ),
          '',
        ]
      : []),
    ...(command.length === 0 ? [] : ['Verify:', '', `<pre>${verifyLines(command)}</pre>`, '']),
  ].join('\n');
}

/** Relative to the working folder if it is inside: other steps can use it, and it contains no folder of the machine. */
export function shownPath(path: string | undefined, cwd: string): string | undefined {
  if (path === undefined) return undefined;
  const short = relative(cwd, path);
  return short === '' || short.startsWith('..') || isAbsolute(short) ? path : short;
}
