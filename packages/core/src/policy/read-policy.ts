import type { JsonObject } from '../wire/index.js';
import { documentSchema, readDocument, type KindShapes, type PolicyDocument } from './document/index.js';
import { KINDS, LATER, requirementShape, type Kinds } from './requirements/index.js';
import { resolvePolicy, type Policy } from './resolve/index.js';
import type { Problem, Shape } from './values/index.js';

/* Reads a policy: document, table of requirements and resolution together. */

/** Keys and shapes that the kinds of a table add to a document. */
function shapesOf(kinds: Kinds): KindShapes {
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

/** The same with the document that it was read from. */
export async function readBoth(
  bytes: Uint8Array,
  what: string,
  kinds: Kinds = KINDS,
): Promise<{ readonly document: PolicyDocument; readonly policy: Policy }> {
  const { document, digest, refusal } = await readDocument(bytes, what, shapesOf(kinds));
  const problems: Problem[] = [];
  const policy = resolvePolicy(document, digest, kinds, problems);
  if (problems.length > 0) throw await refusal(problems);
  return { document, policy };
}

/** The published JSON Schema (docs/reference/policy.schema.json). */
export const policySchema = (kinds: Kinds = KINDS): JsonObject => documentSchema(shapesOf(kinds));
