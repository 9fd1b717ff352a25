import type { Code } from '../../../errors/index.js';
import type { FulcioExtensions } from '../../../crypto/index.js';
import type { Statement } from '../../../statements/index.js';
import type { JsonObject, JsonValue } from '../../../wire/index.js';
import type { VerifiedSigner } from '../../../verification/index.js';
import type { ClaimGroup } from './model.js';

/** A contradiction or an unproven claim of a provenance. */
export interface ClaimProblem {
  readonly code: Code;
  readonly claim: string;
  /** For unproven claims: the group under which a policy can accept it. */
  readonly group?: ClaimGroup;
  readonly expected: string;
  readonly found: string;
}

/** A provenance after comparison with its certificate: contradictions, unproven claims, and the values that requirements use. */
export interface CheckedProvenance {
  readonly problems: readonly ClaimProblem[];
  readonly unproven: readonly ClaimProblem[];
  /** External parameters, by dotted path, that equal the certificate. */
  readonly confirmed: ReadonlySet<string>;
  readonly buildType: string;
  readonly builder: string | undefined;
  readonly repository: string | undefined;
  readonly ref: string | undefined;
  readonly commit: string | undefined;
  readonly parameters: JsonObject;
}

const NO_CERTIFICATE: FulcioExtensions = {};

/** Compares claims with the values of the certificate; collects contradictions, and claims that the certificate does not contain. */
export class ClaimReader {
  readonly problems: ClaimProblem[] = [];
  readonly unproven: ClaimProblem[] = [];
  readonly extensions: FulcioExtensions;
  readonly signer: VerifiedSigner;
  readonly statement: Statement;

  constructor(statement: Statement, signer: VerifiedSigner) {
    this.statement = statement;
    this.signer = signer;
    this.extensions = signer.kind === 'certificate' ? signer.certificate.fulcio : NO_CERTIFICATE;
  }

  /** A text of the predicate by path; undefined where it is missing, a problem where it is not a text. */
  text(...path: readonly string[]): string | undefined {
    const value = this.value(...path);
    if (value === undefined || typeof value === 'string') return value;
    this.malformed(path.join('.'), 'a string', typeof value);
    return undefined;
  }

  value(...path: readonly string[]): JsonValue | undefined {
    let value: JsonValue | undefined = this.statement.predicate;
    for (const step of path) {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
      const members: JsonObject = value as JsonObject;
      value = Object.hasOwn(members, step) ? members[step] : undefined;
    }
    return value;
  }

  object(...path: readonly string[]): JsonObject {
    const value = this.value(...path);
    if (value === undefined) return {};
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
    this.malformed(path.join('.'), 'an object', typeof value);
    return {};
  }

  malformed(claim: string, expected: string, found: string): void {
    this.problems.push({ code: 'PREDICATE_INVALID', claim, expected, found });
  }

  /** The build type is for certificates of another platform; `own` are the build types of the signer's platform. */
  otherPlatform(buildType: string, own: readonly string[]): void {
    this.problems.unshift({
      code: 'BUILD_TYPE_INVALID',
      claim: 'buildDefinition.buildType',
      expected: own.length === 0 ? 'no build type of another platform' : own.join(' or '),
      found: buildType,
    });
  }

  /** The certificate contains a text that no claim can equal. */
  noUri(claim: string, extension: string, found: string): void {
    this.problems.push({ code: 'PREDICATE_CERT_MISMATCH', claim, expected: `${extension} as a URI`, found });
  }

  /**
   * One row of a table: the claim must equal the certificate. A missing claim is a problem only where the build type requires it;
   * where the certificate has no value, the claim is unproven.
   * @returns whether the certificate confirms the claim
   */
  row(
    group: ClaimGroup,
    claim: string,
    claimed: string | undefined,
    certified: string | undefined,
    options: { readonly optional?: boolean } = {},
  ): boolean {
    if (claimed === undefined) {
      if (options.optional !== true) this.malformed(claim, certified ?? 'a value', 'nothing');
    } else if (certified === undefined) this.notCertified(group, claim, claimed);
    else if (claimed !== certified)
      this.problems.push({ code: 'PREDICATE_CERT_MISMATCH', claim, expected: certified, found: claimed });
    return claimed !== undefined && claimed === certified;
  }

  /** The certificate has no value for a claim. */
  notCertified(group: ClaimGroup, claim: string, claimed: string): void {
    const found =
      this.signer.kind === 'key' ? 'the signer is a key, and a key confirms nothing about a build' : 'not in the certificate';
    this.unproven.push({ code: 'CLAIM_UNPROVEN', claim, group, expected: `a certificate that confirms "${claimed}"`, found });
  }

  /** Parameters beyond `known` are in no certificate, and no table defines them. */
  unknownParameters(known: readonly string[], prefix: string, parameters: JsonObject): void {
    for (const name of Object.keys(parameters)) {
      if (!known.includes(name)) this.notCertified('parameters', `${prefix}.${name}`, describeValue(parameters[name]));
    }
  }

  /** `resolvedDependencies` must name the source exactly once, with the certified commit; other entries are not compared. */
  source(repository: string | undefined, ref: string | undefined): string | undefined {
    const claim = 'buildDefinition.resolvedDependencies';
    const all = this.value('buildDefinition', 'resolvedDependencies');
    if (!Array.isArray(all)) {
      this.malformed(claim, 'a list with the source', all === undefined ? 'nothing' : typeof all);
      return undefined;
    }
    const sources = (all as readonly JsonValue[]).filter((one) => isSource(one, repository));
    const [source] = sources;
    if (source === undefined || sources.length !== 1) {
      this.problems.push({
        code: 'PREDICATE_CERT_MISMATCH',
        claim,
        expected: `git+${repository ?? 'SOURCE'}@${ref ?? 'REF'} exactly once`,
        found: `${String(sources.length)} entries of that source among ${String(all.length)}`,
      });
      return undefined;
    }
    const uri = (source as JsonObject)['uri'];
    const digest = (source as JsonObject)['digest'];
    const commit =
      typeof digest === 'object' && digest !== null && !Array.isArray(digest) ? (digest as JsonObject)['gitCommit'] : undefined;
    this.row('source', `${claim}.uri`, typeof uri === 'string' ? uri : undefined, this.certifiedSource());
    this.row(
      'source',
      `${claim}.digest.gitCommit`,
      typeof commit === 'string' ? commit : undefined,
      this.extensions.sourceRepositoryDigest,
    );
    return typeof commit === 'string' ? commit : undefined;
  }

  certifiedSource(): string | undefined {
    const { sourceRepositoryUri, sourceRepositoryRef } = this.extensions;
    return sourceRepositoryUri === undefined || sourceRepositoryRef === undefined
      ? undefined
      : `git+${sourceRepositoryUri}@${sourceRepositoryRef}`;
  }
}

/** Whether an entry names the repository, at any ref; without a repository in the predicate, any `git+` entry does. */
function isSource(entry: JsonValue, repository: string | undefined): boolean {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return false;
  const uri = (entry as JsonObject)['uri'];
  if (typeof uri !== 'string') return false;
  const base = `git+${repository ?? ''}`;
  return repository === undefined ? uri.startsWith(base) : uri === base || uri.startsWith(`${base}@`);
}

/** A value on one short line for messages. */
export function describeValue(value: JsonValue | undefined): string {
  const written = typeof value === 'string' ? value : JSON.stringify(value);
  return written.length > 120 ? `${written.slice(0, 120)}…` : written;
}
