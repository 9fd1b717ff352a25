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
import { whyNoImage, whyNoPath } from './names-that-never-match.js';

/* What is required of which artifacts, as people write it. Which requirements there are, the reader is told. */

export interface MatchDocument {
  readonly paths?: readonly string[];
  readonly images?: readonly string[];
  readonly target?: string | readonly string[];
  /** What else a match asks, by the words that the reader was told. */
  readonly [asked: string]: JsonValue | undefined;
}

export interface RuleDocument {
  readonly name: string;
  readonly match: MatchDocument;
  readonly require: readonly JsonObject[];
  /** What else a rule asks, by the words that the reader was told. */
  readonly [asked: string]: JsonValue | undefined;
}

/** The words of a policy that its requirements bring. */
export interface Words {
  /** One item of `require`. */
  readonly requirement: Shape<JsonObject>;
  /** Keys of a rule beside `require`. */
  readonly rule: Readonly<Record<string, Shape<JsonValue>>>;
  /** Keys of a match beside the patterns, and the patterns that each belongs to. */
  readonly match: Readonly<Record<string, { readonly shape: Shape<JsonValue>; readonly goesWith: 'paths' | 'images' }>>;
  /** Words that this version refuses by name. */
  readonly later: { readonly rule: readonly string[]; readonly match: readonly string[] };
}

const neverMatches = (source: string, reason: string | undefined): string | undefined =>
  reason === undefined ? undefined : `"${source}" can never match: ${reason}`;
const pathPattern = pattern('a path', 'dist/*.tgz', ({ source: written }) => neverMatches(written, whyNoPath(written)));
const imagePattern = pattern('an image', 'ghcr.io/acme/app', ({ source: written }) => {
  const segments = written.split('/');
  if (/^[a-z]+:\/\//.test(written)) return `expected an image like "ghcr.io/acme/app" without scheme, found "${written}"`;
  if (/@|:[^/:]*$/.test(segments.at(-1) ?? ''))
    return `an image is matched by its name, without tag or digest, found "${written}"`;
  if (segments.length < 2 || !isLiteral(segments[0])) return `an image pattern begins with its registry, found "${written}"`;
  return neverMatches(written, whyNoImage(written));
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

export function ruleShape(words: Words): Shape<RuleDocument> {
  // Alternatives nest: the schema names the requirement once.
  const one: Shape<JsonObject> = { schema: { $ref: '#/$defs/requirement' }, read: (place) => words.requirement.read(place) };
  return object<RuleDocument>(
    {
      name: need(NAME_TEXT),
      match: need(matchShape(words)),
      ...optional(words.rule),
      require: need(list(one)),
    } as never,
    { later: words.later.rule },
  );
}

function matchShape({ match, later }: Words): Shape<MatchDocument> {
  const fields = {
    paths: may(list(pathPattern, same)),
    images: may(list(imagePattern, same)),
    target: may(targets),
    ...optional(Object.fromEntries(Object.entries(match).map(([key, { shape }]) => [key, shape]))),
  };
  return refine(object<MatchDocument>(fields as never, { later: later.match }), (value, place) => {
    if (value.paths === undefined && value.images === undefined)
      return report(place, 'a rule matches "paths" or "images" (or both)');
    for (const [key, { goesWith }] of Object.entries(match)) {
      if (value[key] !== undefined && value[goesWith] === undefined)
        return report(place, `"${key}" belongs to "${goesWith}"`, key);
    }
    return value;
  });
}
