import type { JsonObject, JsonValue } from '../../wire/index.js';
import {
  isLiteral,
  list,
  may,
  NAME_TEXT,
  need,
  object,
  pattern,
  refine,
  report,
  same,
  text,
  type Field,
  type Shape,
} from '../values/index.js';
import { imagePatternProblem, pathPatternProblem } from './names-that-never-match.js';

/* Rules as people write them. The kinds of requirements are not known here; `KindShapes` brings their shapes. */

interface MatchDocument {
  readonly paths?: readonly string[];
  readonly images?: readonly string[];
  readonly target?: string | readonly string[];
  /** Requirements of the table's kinds, by key. */
  readonly [asked: string]: JsonValue | undefined;
}

export interface RuleDocument {
  readonly name: string;
  readonly match: MatchDocument;
  readonly require: readonly JsonObject[];
  /** Requirements of the table's kinds, by key. */
  readonly [asked: string]: JsonValue | undefined;
}

/** Keys and shapes that the kinds of requirements add to a document. */
export interface KindShapes {
  /** One item of `require`. */
  readonly requirement: Shape<JsonObject>;
  /** Keys of a rule beside `require`. */
  readonly rule: Readonly<Record<string, Shape<JsonValue>>>;
  /** Keys of a match beside the patterns, and the patterns that each needs. */
  readonly match: Readonly<Record<string, { readonly shape: Shape<JsonValue>; readonly goesWith: 'paths' | 'images' }>>;
  /** Keys that are not in this version. */
  readonly later: { readonly rule: readonly string[]; readonly match: readonly string[] };
}

const neverMatches = (source: string, reason: string | undefined): string | undefined =>
  reason === undefined ? undefined : `"${source}" can never match: ${reason}`;
const pathPattern = pattern('a path', 'dist/*.tgz', ({ source: written }) => neverMatches(written, pathPatternProblem(written)));
const imagePattern = pattern('an image', 'ghcr.io/acme/app', ({ source: written }) => {
  const segments = written.split('/');
  if (/^[a-z]+:\/\//.test(written)) return `expected an image like "ghcr.io/acme/app" without scheme, found "${written}"`;
  if (/@|:[^/:]*$/.test(segments.at(-1) ?? '')) return `expected the name of an image without tag or digest, found "${written}"`;
  if (segments.length < 2 || !isLiteral(segments[0]))
    return `expected an image pattern that begins with a registry, found "${written}"`;
  return neverMatches(written, imagePatternProblem(written));
});

const targets: Shape<string | readonly string[]> = {
  schema: {
    anyOf: [
      { type: 'string', minLength: 1 },
      { type: 'array', minItems: 1, items: { type: 'string', minLength: 1 } },
    ],
  },
  read: (place) =>
    Array.isArray(place.value) ? list(NAME_TEXT, same).read(place) : text({}, 'a target like "production"').read(place),
};

const optional = (shapes: Readonly<Record<string, Shape<JsonValue>>>): Readonly<Record<string, Field<JsonValue>>> =>
  Object.fromEntries(Object.entries(shapes).map(([key, shape]) => [key, may(shape)]));

export function ruleShape(kinds: KindShapes): Shape<RuleDocument> {
  // Alternatives nest, so the schema refers to the requirement by name.
  const one: Shape<JsonObject> = { schema: { $ref: '#/$defs/requirement' }, read: (place) => kinds.requirement.read(place) };
  return object<RuleDocument>(
    {
      name: need(NAME_TEXT),
      match: need(matchShape(kinds)),
      ...optional(kinds.rule),
      require: need(list(one)),
    } as never,
    { later: kinds.later.rule },
  );
}

function matchShape({ match, later }: KindShapes): Shape<MatchDocument> {
  const fields = {
    paths: may(list(pathPattern, same)),
    images: may(list(imagePattern, same)),
    target: may(targets),
    ...optional(Object.fromEntries(Object.entries(match).map(([key, { shape }]) => [key, shape]))),
  };
  return refine(object<MatchDocument>(fields as never, { later: later.match }), (value, place) => {
    if (value.paths === undefined && value.images === undefined)
      return report(place, 'a match needs "paths" or "images" (or both)');
    for (const [key, { goesWith }] of Object.entries(match)) {
      if (value[key] !== undefined && value[goesWith] === undefined) return report(place, `"${key}" needs "${goesWith}"`, key);
    }
    return value;
  });
}
