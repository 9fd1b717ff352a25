import { digestText } from '@countersign/core/artifacts';
import type { PlannedSignature, PublishedIn, PublishedText, SigningPlan } from '@countersign/core/signing';
import { plain } from './log/plain.js';
import { cell, table } from './markdown.js';
import type { BundleEntry } from './pieces/bundle-entry.js';
import { missingIn, missingLines, nameOf, shownPath } from './signing-results.js';

/** What `dry-run` reports as JSON: the plan, without keys. */
export interface PlanDocument {
  readonly dryRun: true;
  readonly signatures: readonly (BundleEntry & { readonly repositories: readonly string[] })[];
  readonly signers: SigningPlan['signers'];
  /** The fallback key, if there is one, and why it would sign now, if it would. */
  readonly fallback: { readonly signer: SigningPlan['signers'][number]; readonly cause: string | undefined } | undefined;
  readonly services: SigningPlan['urls'];
  /** Whether everybody can read the logs of the instance. */
  readonly publicInstance: boolean;
  readonly published: readonly PublishedText[];
}

const stateOf = ({ done }: PlannedSignature): 'already signed' | 'would be signed' =>
  done === undefined ? 'would be signed' : 'already signed';

/** An entry for each subject of each planned signature. */
export function plannedEntries({ signatures, urls }: SigningPlan, cwd: string): readonly BundleEntry[] {
  const hasAuthority = urls.timestamps.length > 0;
  // Whether a log confirms a time is known only when it has answered.
  const missing = ({ isLogged }: PlannedSignature): BundleEntry['missing'] => [
    ...(isLogged ? [] : ['log-entry' as const]),
    ...(isLogged || hasAuthority ? [] : ['time' as const]),
  ];
  return signatures.flatMap((planned) =>
    planned.subjects.map((subject) => ({
      state: stateOf(planned),
      subject: nameOf(subject),
      digest: digestText(subject),
      path: planned.keepsFile ? shownPath(planned.path, cwd) : undefined,
      logIndex: planned.done?.logIndexes[0]?.toString(),
      missing: planned.done === undefined ? missing(planned) : missingIn(planned.done),
      signer: planned.done?.signer ?? planned.signer,
      stored: [...(planned.done?.stored.values() ?? [])],
      alreadyLogged: false,
      secondOpinion: undefined,
    })),
  );
}

export function planDocument(plan: SigningPlan, cwd: string): PlanDocument {
  const repositories = plan.signatures.flatMap((planned) => planned.subjects.map(() => planned.repositories));
  return {
    dryRun: true,
    signatures: plannedEntries(plan, cwd).map((entry, index) => ({ ...entry, repositories: repositories[index] ?? [] })),
    signers: plan.signers,
    fallback: plan.fallback && { signer: plan.fallback.signer, cause: plan.fallback.cause?.message },
    services: plan.urls,
    publicInstance: plan.isPublic,
    published: plan.published,
  };
}

const WHERE: Readonly<Record<PublishedIn, string>> = {
  certificate: 'in the certificate, and so in its log',
  'log entry': 'in the entries of the transparency log',
  timestamp: 'sent to the timestamp authority',
  statement: 'in the statement, where the log or the registry stores it',
  registry: 'in the registry, for those who can read the repository',
};

/** What would be done, for people: one line each, without control characters. */
export function planLines(plan: SigningPlan, cwd: string): readonly string[] {
  const { signatures, urls } = plan;
  const fresh = signatures.filter(({ done }) => done === undefined).length;
  const before = signatures.length - fresh;
  return [
    'dry run: nothing was signed, written or stored',
    `${counted(fresh, 'signature')} would be made${before === 0 ? '' : `, ${String(before)} exist already`}:`,
    ...signatures.map((planned) => `  ${signatureLine(planned, urls, cwd)}`),
    'by:',
    ...plan.signers.map(({ name, identity, issuer, fingerprint }) =>
      identity === undefined ? `  ${name}, public key sha256:${fingerprint ?? ''}` : `  ${identity} (issuer ${issuer ?? ''})`,
    ),
    ...(plan.fallback === undefined ? [] : ['only if keyless signing lacks a service:', `  ${fallbackLine(plan.fallback)}`]),
    'with:',
    ...servicesLines(urls).map((line) => `  ${line}`),
    `what becomes readable${plan.isPublic ? ', for everybody and for ever' : ' in this Sigstore instance'}:`,
    ...publishedLines(plan.published),
  ].map(plain);
}

function fallbackLine({ signer, cause }: NonNullable<SigningPlan['fallback']>): string {
  const now = cause === undefined ? '' : `; it would sign now: ${cause.message}`;
  return `${signer.name}, public key sha256:${signer.fingerprint ?? ''}${now}`;
}

function counted(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** Said of each signature only where the others are recorded: `servicesLines` says it of a run without a log. */
const UNLOGGED = 'recorded in no transparency log, only timestamped';
const unlogged = ({ done, isLogged }: PlannedSignature, { logs }: SigningPlan['urls']): boolean =>
  done === undefined && !isLogged && logs.length > 0;

function signatureLine(planned: PlannedSignature, urls: SigningPlan['urls'], cwd: string): string {
  const subjects = planned.subjects.map((subject) => `${nameOf(subject)} ${digestText(subject)}`).join(', ');
  const places = [
    ...(planned.keepsFile ? [shownPath(planned.path, cwd) ?? ''] : []),
    ...planned.repositories.map((one) => `oci://${one}`),
  ];
  const record = unlogged(planned, urls) ? `, ${UNLOGGED}` : '';
  return `${subjects}: ${stateOf(planned)} by ${planned.signer.name}, in ${places.join(', ')}${record}`;
}

function servicesLines({ certificates, logs, timestamps }: SigningPlan['urls']): readonly string[] {
  return [
    ...certificates.map((url) => `certificate authority ${url}`),
    ...(logs.length === 0 ? ['no transparency log'] : logs.map((url) => `transparency log ${url}`)),
    ...timestamps.map((url) => `timestamp authority ${url}`),
  ];
}

function publishedLines(published: readonly PublishedText[]): readonly string[] {
  if (published.length === 0) return ['  nothing'];
  const places = [...new Set(published.map((one) => one.in))];
  return places.flatMap((place) => [
    `  ${WHERE[place]}:`,
    ...published
      .filter((one) => one.in === place)
      .map(({ name, value }) => `    ${name}${value === undefined ? '' : `: ${value}`}`),
  ]);
}

/** The step summary of a dry run, escaped. */
export function planSummary(title: string, plan: SigningPlan, cwd: string): string {
  const entries = plannedEntries(plan, cwd);
  const rows = entries.map(({ state, subject, digest, path, signer }) => [
    subject,
    state,
    digest,
    path ?? '',
    signer.identity ?? signer.name,
  ]);
  return [
    `## ${cell(title)}: dry run`,
    '',
    'Nothing was signed, written or stored.',
    '',
    ...missingLines(entries.map(({ missing }) => missing)),
    table(['Subject', 'State', 'Digest', 'Bundle', 'Signer'], rows),
    '',
    ...(plan.fallback === undefined
      ? []
      : [`Only if keyless signing lacks a service, the fallback key signs: ${cell(fallbackLine(plan.fallback), 400)}.`, '']),
    `### ${plan.isPublic ? 'What becomes public, for ever' : 'What becomes readable in this Sigstore instance'}`,
    '',
    table(
      ['Where', 'What', 'Text'],
      plan.published.map((one) => [WHERE[one.in], one.name, one.value ?? '(made during the run)']),
    ),
    '',
  ].join('\n');
}
