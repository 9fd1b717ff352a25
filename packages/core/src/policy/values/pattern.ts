import { accepted } from './accepted.js';

/** Values of the `{name}` placeholders of a match, taken from the name of a subject. */
export type Bindings = ReadonlyMap<string, string>;

/**
 * A glob over text with `/` between its segments. It must match the whole text, case-sensitively: `*` is any number of characters
 * in one segment, `**` as a whole segment is any number of segments (at the end at least one), `{name}` is at least one character
 * in one segment, and its value is kept. There are no escapes and no classes: all other characters are literal.
 */
export interface Pattern {
  readonly source: string;
  readonly segments: readonly Segment[];
  /** Placeholder names, in order, each once. */
  readonly names: readonly string[];
  /** True when the pattern has neither glob nor placeholder. */
  readonly exact: boolean;
}

type Segment = { readonly kind: 'any' } | { readonly kind: 'parts'; readonly parts: readonly Part[] };
type Part =
  { readonly kind: 'text'; readonly text: string } | { readonly kind: 'star' } | { readonly kind: 'name'; readonly name: string };

/**
 * Compiles a pattern. The value of `{name}` must never depend on how the matcher searches. So a segment with a placeholder has
 * no other wildcard, and a pattern with placeholders has `**` at most once: then there is at most one way to match.
 */
export function compilePattern(source: string): Pattern | Error {
  if (source === '' || source.length > 512) return new Error('a pattern has 1 to 512 characters');
  const segments: Segment[] = [];
  const names: string[] = [];
  for (const written of source.split('/')) {
    const segment = compileSegment(written);
    if (segment instanceof Error) return segment;
    segments.push(segment);
    if (segment.kind === 'any') continue;
    const found = segment.parts.flatMap((part) => (part.kind === 'name' ? [part.name] : []));
    const stars = segment.parts.filter((part) => part.kind === 'star').length;
    if (found.length > 1 || (found.length === 1 && stars > 0)) {
      return new Error(
        `"${written}" has another wildcard beside a placeholder, so the value of {${found[0] ?? ''}} would be ambiguous`,
      );
    }
    names.push(...found);
  }
  const anys = segments.filter((segment) => segment.kind === 'any').length;
  if (names.length > 0 && anys > 1) return new Error('a pattern with placeholders has "**" at most once');
  if (segments.at(-1)?.kind === 'any') segments.push({ kind: 'parts', parts: [{ kind: 'star' }] });
  const exact = segments.every((segment) => segment.kind === 'parts' && segment.parts.every((part) => part.kind === 'text'));
  return { source, segments, names: [...new Set(names)], exact };
}

/** The pattern of a text that a shape has already accepted. */
export function patternOf(source: string): Pattern {
  return accepted(compilePattern(source));
}

function compileSegment(written: string): Segment | Error {
  if (written === '**') return { kind: 'any' };
  if (written.includes('**')) return new Error(`"**" must be a whole segment between slashes, found "${written}"`);
  const parts: Part[] = [];
  for (const piece of written.split(/(\*|\{[^{}]*\})/)) {
    if (piece === '') continue;
    if (piece === '*') parts.push({ kind: 'star' });
    else if (piece.startsWith('{') && piece.endsWith('}')) {
      const name = piece.slice(1, -1);
      if (!/^[a-z][a-z0-9-]{0,31}$/.test(name)) return new Error(`"${piece}" is not a placeholder; write it like {name}`);
      parts.push({ kind: 'name', name });
    } else if (/[{}]/.test(piece)) return new Error(`unpaired brace in "${written}"`);
    else parts.push({ kind: 'text', text: piece });
  }
  return { kind: 'parts', parts };
}

/**
 * Matches a whole value. The time is at most proportional to pattern length times value length, for any input.
 *
 * @returns the values of the placeholders; undefined when the value does not match, or one placeholder would have two values
 */
export function matchPattern(pattern: Pattern, value: string): Bindings | undefined {
  const values = value.split('/');
  const { segments } = pattern;
  const bindings = new Map<string, string>();
  // Greedy, with one point to go back to: a later `**` can match everything that an earlier one could, so only the last one matters.
  let at = 0;
  let back: { segment: number; value: number } | undefined;
  let segment = 0;
  while (at < values.length || segment < segments.length) {
    const wanted = segments[segment];
    const given = values[at];
    if (wanted?.kind === 'any') {
      back = { segment, value: at };
      segment++;
    } else if (wanted !== undefined && given !== undefined && matchSegment(wanted.parts, given) !== undefined) {
      segment++;
      at++;
    } else if (back !== undefined && back.value < values.length) {
      back.value++;
      segment = back.segment + 1;
      at = back.value;
    } else return undefined;
  }
  return pattern.names.length === 0 || collect(segments, values, bindings) ? bindings : undefined;
}

/** Collects the placeholders' values. There is at most one `**`: segments before it are counted from the left, segments after it from the right. */
function collect(segments: readonly Segment[], values: readonly string[], bindings: Map<string, string>): boolean {
  const any = segments.findIndex((segment) => segment.kind === 'any');
  for (const [index, segment] of segments.entries()) {
    if (segment.kind === 'any') continue;
    const value = values[any === -1 || index < any ? index : values.length - (segments.length - index)] ?? '';
    const bound = matchSegment(segment.parts, value);
    if (bound === undefined) return false;
    if (bound.name === undefined) continue;
    if ((bindings.get(bound.name) ?? bound.value) !== bound.value) return false;
    bindings.set(bound.name, bound.value);
  }
  return true;
}

/** Matches one whole segment; gives `name` and `value` when it contains a placeholder. */
function matchSegment(
  parts: readonly Part[],
  value: string,
): { readonly name: string | undefined; readonly value: string } | undefined {
  const [first] = parts;
  if (first === undefined) return value === '' ? { name: undefined, value } : undefined;
  const wild = parts.findIndex((part) => part.kind !== 'text');
  if (wild === -1) return first.kind === 'text' && first.text === value ? { name: undefined, value } : undefined;
  const prefix = wild === 0 ? '' : text(parts[0]);
  const tail = parts.at(-1);
  const suffix = tail?.kind === 'text' ? tail.text : '';
  if (value.length < prefix.length + suffix.length || !value.startsWith(prefix) || !value.endsWith(suffix)) return undefined;
  const middle = value.slice(prefix.length, value.length - suffix.length);
  const placeholder = parts[wild];
  if (placeholder?.kind === 'name') return middle === '' ? undefined : { name: placeholder.name, value: middle };
  // Several stars: the first occurrence of each literal between them is used, because a later one can never match more.
  let from = 0;
  for (const part of parts.slice(wild, suffix === '' ? undefined : -1)) {
    if (part.kind !== 'text') continue;
    const found = middle.indexOf(part.text, from);
    if (found === -1) return undefined;
    from = found + part.text.length;
  }
  return { name: undefined, value };
}

const text = (part: Part | undefined): string => (part?.kind === 'text' ? part.text : '');

/** The pattern with its placeholders replaced by their values, as literal text; undefined when one has no value. */
export function fill(pattern: Pattern, bindings: Bindings): Pattern | undefined {
  if (pattern.names.length === 0) return pattern;
  const segments: Segment[] = [];
  for (const segment of pattern.segments) {
    if (segment.kind === 'any') {
      segments.push(segment);
      continue;
    }
    let literal = '';
    const parts: Part[] = [];
    for (const part of segment.parts) {
      const bound = part.kind === 'name' ? bindings.get(part.name) : text(part);
      if (part.kind === 'star') {
        if (literal !== '') parts.push({ kind: 'text', text: literal });
        parts.push(part);
        literal = '';
        continue;
      }
      if (bound === undefined) return undefined;
      literal += bound;
    }
    if (literal !== '') parts.push({ kind: 'text', text: literal });
    segments.push({ kind: 'parts', parts });
  }
  const exact = segments.every((segment) => segment.kind === 'parts' && segment.parts.every((part) => part.kind === 'text'));
  const source = pattern.source.replace(/\{([^{}]*)\}/g, (_, name: string) => bindings.get(name) ?? '');
  return { source, segments, names: [], exact };
}

/** The pattern with `*` for its placeholders: it matches everything that the pattern matches with any values. */
export function withoutNames(pattern: Pattern): Pattern {
  if (pattern.names.length === 0) return pattern;
  const segments = pattern.segments.map((segment): Segment =>
    segment.kind === 'any'
      ? segment
      : { kind: 'parts', parts: segment.parts.map((part): Part => (part.kind === 'name' ? { kind: 'star' } : part)) },
  );
  return { source: pattern.source.replace(/\{[^{}]*\}/g, '*'), segments, names: [], exact: false };
}

/** A pattern that matches exactly this text. */
export function literal(value: string): Pattern {
  const segments = value
    .split('/')
    .map((part): Segment => ({ kind: 'parts', parts: part === '' ? [] : [{ kind: 'text', text: part }] }));
  return { source: value, segments, names: [], exact: true };
}
