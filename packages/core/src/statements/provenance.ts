import { CountersignError } from '../errors/index.js';
import {
  excerpt,
  isJsonObject,
  readArray,
  readBoolean,
  readObject,
  readString,
  readTime,
  type JsonObject,
  type JsonValue,
} from '../wire/index.js';
import { SLSA_PROVENANCE_V1, type Statement } from './types.js';

export const SLSA_PROVENANCE_V02 = 'https://slsa.dev/provenance/v0.2';

/** Something that went into a build (in-toto ResourceDescriptor). */
export interface ResolvedDependency {
  readonly name: string | undefined;
  readonly uri: string | undefined;
  /** Algorithm name → text; `gitCommit` for sources. Empty where the producer wrote none. */
  readonly digest: Readonly<Record<string, string>>;
}

/** SLSA provenance (slsa.dev/spec/v1.2/build-provenance), decoded; every value is a claim until checked against the certificate. */
export interface Provenance {
  readonly version: 'v1' | 'v0.2';
  readonly buildType: string;
  /** v0.2: `{configSource, parameters}` of the invocation. */
  readonly externalParameters: JsonObject;
  /** v0.2: the invocation's environment. Empty when absent. */
  readonly internalParameters: JsonObject;
  /** v0.2: materials. */
  readonly resolvedDependencies: readonly ResolvedDependency[];
  readonly builder: { readonly id: string; readonly version: JsonObject | undefined };
  readonly metadata: {
    readonly invocationId: string | undefined;
    readonly startedOn: Date | undefined;
    readonly finishedOn: Date | undefined;
  };
  /** v0.2 alone: whether it claims completeness or reproducibility, which nobody can check. */
  readonly claimsCompleteness: boolean;
}

const CODE = 'PREDICATE_INVALID';
const MAX_DEPENDENCIES = 100_000;

/**
 * Reads the predicate of a provenance statement, whoever wrote it (GitHub, GitLab, npm, generators): shape only. Members that we don't know
 * are ignored, as the specification demands; parameters are handed on whole for the policy to judge.
 * @throws CountersignError PREDICATE_TYPE_MISMATCH when it is no provenance, PREDICATE_INVALID when it is malformed
 */
export function readProvenance(statement: Statement): Provenance {
  switch (statement.predicateType) {
    case SLSA_PROVENANCE_V1:
      return readV1(statement.predicate);
    case SLSA_PROVENANCE_V02:
      return readV02(statement.predicate);
    default:
      throw new CountersignError('PREDICATE_TYPE_MISMATCH', 'the statement is not SLSA provenance', {
        expected: `${SLSA_PROVENANCE_V1} or ${SLSA_PROVENANCE_V02}`,
        found: excerpt(statement.predicateType),
      });
  }
}

function readV1(predicate: JsonObject): Provenance {
  const definition = readObject(predicate['buildDefinition'], 'buildDefinition', CODE);
  const details = readObject(predicate['runDetails'], 'runDetails', CODE);
  const builder = readObject(details['builder'], 'runDetails.builder', CODE);
  const metadata = optionalObject(details['metadata'], 'runDetails.metadata') ?? {};
  return {
    version: 'v1',
    buildType: readText(definition['buildType'], 'buildDefinition.buildType'),
    externalParameters: readObject(definition['externalParameters'], 'buildDefinition.externalParameters', CODE),
    internalParameters: optionalObject(definition['internalParameters'], 'buildDefinition.internalParameters') ?? {},
    resolvedDependencies: readDependencies(definition['resolvedDependencies'], 'buildDefinition.resolvedDependencies'),
    builder: {
      id: readText(builder['id'], 'runDetails.builder.id'),
      version: optionalObject(builder['version'], 'runDetails.builder.version'),
    },
    metadata: {
      // The field's name is invocationId; early documents of the specification had invocationID.
      invocationId: optionalText(metadata['invocationId'] ?? metadata['invocationID'], 'runDetails.metadata.invocationId'),
      startedOn: optionalTime(metadata['startedOn'], 'runDetails.metadata.startedOn'),
      finishedOn: optionalTime(metadata['finishedOn'], 'runDetails.metadata.finishedOn'),
    },
    claimsCompleteness: false,
  };
}

function readV02(predicate: JsonObject): Provenance {
  const builder = readObject(predicate['builder'], 'builder', CODE);
  const invocation = optionalObject(predicate['invocation'], 'invocation') ?? {};
  const metadata = optionalObject(predicate['metadata'], 'metadata') ?? {};
  const completeness = optionalObject(metadata['completeness'], 'metadata.completeness') ?? {};
  const claims = [...Object.entries(completeness), ['reproducible', metadata['reproducible']] as const];
  return {
    version: 'v0.2',
    buildType: readText(predicate['buildType'], 'buildType'),
    externalParameters: pick(invocation, ['configSource', 'parameters']),
    internalParameters: optionalObject(invocation['environment'], 'invocation.environment') ?? {},
    resolvedDependencies: readDependencies(predicate['materials'], 'materials'),
    builder: { id: readText(builder['id'], 'builder.id'), version: undefined },
    metadata: {
      invocationId: optionalText(metadata['buildInvocationId'] ?? metadata['buildInvocationID'], 'metadata.buildInvocationId'),
      startedOn: optionalTime(metadata['buildStartedOn'], 'metadata.buildStartedOn'),
      finishedOn: optionalTime(metadata['buildFinishedOn'], 'metadata.buildFinishedOn'),
    },
    claimsCompleteness: claims.some(([name, value]) => !isAbsent(value) && readBoolean(value, `metadata.${name}`, CODE)),
  };
}

function readDependencies(value: JsonValue | undefined, what: string): readonly ResolvedDependency[] {
  if (isAbsent(value)) return [];
  const list = readArray(value, what, CODE);
  if (list.length > MAX_DEPENDENCIES) {
    throw new CountersignError(CODE, `${what} is too long`, {
      expected: `at most ${MAX_DEPENDENCIES}`,
      found: String(list.length),
    });
  }
  return list.map((item, index) => {
    const at = `${what}[${index}]`;
    const object = readObject(item, at, CODE);
    const digests = Object.entries(optionalObject(object['digest'], `${at}.digest`) ?? {});
    return {
      name: optionalText(object['name'], `${at}.name`),
      uri: optionalText(object['uri'], `${at}.uri`),
      digest: Object.fromEntries(
        digests.map(([algorithm, digest]) => [algorithm, readString(digest, `${at}.digest.${algorithm}`, CODE)]),
      ),
    };
  });
}

/** Protobuf's JSON mapping writes null for absent. */
function isAbsent(value: JsonValue | undefined): value is null | undefined {
  return value === undefined || value === null;
}

function readText(value: JsonValue | undefined, what: string): string {
  const text = readString(value, what, CODE);
  if (text === '') throw new CountersignError(CODE, `${what} is empty`, { expected: 'text' });
  return text;
}

function optionalText(value: JsonValue | undefined, what: string): string | undefined {
  return isAbsent(value) ? undefined : readString(value, what, CODE);
}

function optionalTime(value: JsonValue | undefined, what: string): Date | undefined {
  return isAbsent(value) ? undefined : readTime(value, what, CODE);
}

function optionalObject(value: JsonValue | undefined, what: string): JsonObject | undefined {
  return isAbsent(value) ? undefined : readObject(value, what, CODE);
}

function pick(object: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(
    Object.entries(object).filter(([name, value]) => names.includes(name) && (isJsonObject(value) || !isAbsent(value))),
  );
}
