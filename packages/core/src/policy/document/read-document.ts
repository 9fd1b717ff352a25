import { CountersignError } from '../../errors/index.js';
import {
  decodeUtf8,
  parseJson,
  parseYaml,
  refuseHiddenText,
  sha256Digest,
  type JsonValue,
  type YamlPosition,
} from '../../wire/index.js';
import type { FieldPath, Problem } from '../values/index.js';
import { policyShape, type PolicyDocument } from './document.js';
import type { KindShapes } from './rules.js';

const MAX_BYTES = 1024 * 1024;
const MAX_REPORTED = 20;

/** A document as it was read: plain data, with texts as written. */
interface PolicyFile {
  readonly document: PolicyDocument;
  /** `sha256:<hex>` of the bytes. */
  readonly digest: string;
  /** The error that names problems of the document by line and column. */
  readonly refusal: (problems: readonly Problem[]) => Promise<CountersignError>;
}

/**
 * Reads a policy (YAML or JSON) as a plain document; its names and texts are not resolved.
 *
 * @param kinds the shapes of its requirements
 * @throws CountersignError POLICY_INVALID, POLICY_EMPTY, INPUT_UNSUPPORTED
 */
export async function readDocument(bytes: Uint8Array, what: string, kinds: KindShapes): Promise<PolicyFile> {
  if (bytes.length > MAX_BYTES) {
    throw new CountersignError('POLICY_INVALID', `${what} is too large`, {
      expected: `at most ${String(MAX_BYTES)} bytes`,
      found: `${String(bytes.length)} bytes`,
    });
  }
  const text = decodeUtf8(bytes, what, 'POLICY_INVALID');
  refuseHiddenText(text, what, 'POLICY_INVALID');
  if (text.split('\n').every((line) => /^\s*(?:#|$)/.test(line))) throw emptyPolicy(what, 'an empty document');
  const { value, position } = await parseText(text, what);
  refuseEmpty(value, what);
  const problems: Problem[] = [];
  const document = policyShape(kinds).read({ value, path: [], problems });
  const refusal = (some: readonly Problem[]) => refusalOf(some, what, position);
  if (document === undefined || problems.length > 0) throw await refusal(problems);
  return { document, digest: sha256Digest(bytes), refusal };
}

/**
 * JSON is parsed without the YAML library, which is loaded only to find line and column of a problem: JSON is a subset of YAML.
 */
async function parseText(
  text: string,
  what: string,
): Promise<{ readonly value: JsonValue; readonly position: (path: FieldPath) => Promise<YamlPosition> }> {
  const yaml = () => parseYaml(text, { maxBytes: MAX_BYTES, what, code: 'POLICY_INVALID' });
  const json = /^\s*\{/.test(text) ? tryJson(text, what) : undefined;
  if (json !== undefined) return { value: json, position: async (path) => (await yaml()).position(path) };
  const document = await yaml();
  return { value: document.value, position: (path) => Promise.resolve(document.position(path)) };
}

function tryJson(text: string, what: string): JsonValue | undefined {
  try {
    return parseJson(text, { maxBytes: MAX_BYTES, what, code: 'POLICY_INVALID' });
  } catch {
    // A YAML document may begin with a brace too, and the YAML reader reports line and column.
    return undefined;
  }
}

function refuseEmpty(value: JsonValue, what: string): void {
  if (value === null || value === '') throw emptyPolicy(what, 'an empty document');
  if (typeof value !== 'object' || Array.isArray(value)) return;
  const members = value as Readonly<Record<string, JsonValue | undefined>>;
  if (Object.keys(members).length === 0) throw emptyPolicy(what, 'an empty mapping');
  const { rules } = members;
  if (rules === undefined && members['kind'] === 'Policy') throw emptyPolicy(what, 'no "rules"');
  if (rules === null || rules === '' || (Array.isArray(rules) && rules.length === 0))
    throw emptyPolicy(what, 'an empty list of rules');
}

function emptyPolicy(what: string, found: string): CountersignError {
  return new CountersignError('POLICY_EMPTY', `${what} requires nothing`, {
    expected: 'at least one rule',
    found,
    hint: 'A policy without rules decides nothing. Add rules, or remove the policy.',
  });
}

async function refusalOf(
  problems: readonly Problem[],
  what: string,
  position: (path: FieldPath) => Promise<YamlPosition>,
): Promise<CountersignError> {
  const lines: string[] = [];
  for (const problem of problems.slice(0, MAX_REPORTED)) {
    const { line, column } = await position(problem.path);
    const where = problem.path.length === 0 ? '' : `${fieldPath(problem.path)}: `;
    lines.push(`${what}:${String(line)}:${String(column)}: ${where}${problem.message}`);
  }
  if (problems.length > MAX_REPORTED) lines.push(`… and ${String(problems.length - MAX_REPORTED)} more`);
  const unsupported = problems.length > 0 && problems.every((problem) => problem.unsupported === true);
  const message = lines.length === 1 ? (lines[0] ?? '') : `${what} has ${String(problems.length)} problems:\n${lines.join('\n')}`;
  return new CountersignError(unsupported ? 'INPUT_UNSUPPORTED' : 'POLICY_INVALID', message, {
    hint: unsupported
      ? 'Remove it if you do not need what it requires, or use a version of Countersign that supports it.'
      : 'Correct the policy. docs/reference/policy.md describes every key; with docs/reference/policy.schema.json an editor can check it.',
  });
}

/** `rules[0].require[1].signature.by` */
function fieldPath(path: FieldPath): string {
  return path
    .map((step, index) => (typeof step === 'number' ? `[${String(step)}]` : `${index === 0 ? '' : '.'}${step}`))
    .join('');
}
