import type { JsonObject } from '../wire/index.js';
import { documentSchema, readDocument, type PolicyDocument, type Words } from './document/index.js';
import { KINDS, LATER, requirementShape, type Kinds } from './requirements/index.js';
import { resolvePolicy, type Policy } from './resolve/index.js';
import type { Problem, Shape } from './values/index.js';

/* Where the document, the table of requirements and what they mean come together. */

/** The words that the kinds of a table bring into a document. */
function wordsOf(kinds: Kinds): Words {
  const later = (table: 'rule' | 'match') => LATER[table].filter((key) => !Object.hasOwn(kinds[table], key));
  return {
    requirement: requirementShape(kinds),
    rule: Object.fromEntries(Object.entries(kinds.rule).map(([key, { shape }]) => [key, shape as Shape<never>])),
    match: Object.fromEntries(
      Object.entries(kinds.match).map(([key, { shape, goesWith }]) => [key, { shape: shape as Shape<never>, goesWith }]),
    ),
    later: { rule: later('rule'), match: later('match') },
  };
}

/** Reads and checks a policy (YAML or JSON): see `readPolicy` of this room. */
export async function read(bytes: Uint8Array, what: string, kinds: Kinds = KINDS): Promise<Policy> {
  return (await readBoth(bytes, what, kinds)).policy;
}

/** The policy with the document that it was read from, which can be written back. */
export async function readBoth(
  bytes: Uint8Array,
  what: string,
  kinds: Kinds = KINDS,
): Promise<{ readonly document: PolicyDocument; readonly policy: Policy }> {
  const { document, digest, refusal } = await readDocument(bytes, what, wordsOf(kinds));
  const problems: Problem[] = [];
  const policy = resolvePolicy(document, digest, kinds, problems);
  if (problems.length > 0) throw await refusal(problems);
  return { document, policy };
}

/** The published JSON Schema (docs/reference/policy.schema.json). */
export const policySchema = (kinds: Kinds = KINDS): JsonObject => documentSchema(wordsOf(kinds));
