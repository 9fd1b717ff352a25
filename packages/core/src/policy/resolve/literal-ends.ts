/* Finds the literal text with which everything that an RE2 pattern matches begins or ends. */

/** The literal beginning or end of one alternative. */
export interface LiteralEnd {
  readonly text: string;
  /** For every character of `text` that is an unescaped `.`, which matches any character: its place in the pattern. */
  readonly dots: ReadonlyMap<number, number>;
  /** Whether this text is the whole alternative. */
  readonly whole: boolean;
}

type Side = 'start' | 'end';

type Atom =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'dot'; readonly at: number }
  | { readonly kind: 'wild' }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'group'; readonly branches: readonly Branch[] };
type Branch = readonly Atom[];

const MAX_ALTERNATIVES = 256;

/**
 * The literal ends of a pattern, one for each alternative; groups are multiplied out. Every text that the pattern matches begins (or
 * ends) with one of them, where a `.` in `dots` is any character. Repetitions, classes and escapes of letters end the literal text.
 *
 * @returns the reason as an Error where the pattern could be understood in two ways
 */
export function literalEnds(source: string, side: Side): readonly LiteralEnd[] | Error {
  try {
    const reader = new Reader(source);
    return endsOf(reader.pattern(), side);
  } catch (error) {
    if (error instanceof Unclear) return error;
    throw error;
  }
}

class Unclear extends Error {}

const NOTHING: LiteralEnd = { text: '', dots: new Map(), whole: true };

function endsOf(branches: readonly Branch[], side: Side): readonly LiteralEnd[] {
  return branches.flatMap((branch) => {
    let ends: readonly LiteralEnd[] = [NOTHING];
    for (const atom of side === 'start' ? branch : branch.toReversed()) {
      const next = atomEnds(atom, side);
      ends = ends.flatMap((end) => (end.whole ? next.map((one) => joined(end, one, side)) : [end]));
      if (ends.length > MAX_ALTERNATIVES) throw new Unclear(`at most ${String(MAX_ALTERNATIVES)} alternatives`);
      if (!ends.some((end) => end.whole)) break;
    }
    return ends;
  });
}

function atomEnds(atom: Atom, side: Side): readonly LiteralEnd[] {
  switch (atom.kind) {
    case 'text':
      return [{ ...NOTHING, text: atom.text }];
    case 'dot':
      return [{ text: '.', dots: new Map([[0, atom.at]]), whole: true }];
    case 'wild':
      return [{ ...NOTHING, whole: false }];
    case 'nothing':
      return [NOTHING];
    case 'group':
      return endsOf(atom.branches, side);
  }
}

function joined(outer: LiteralEnd, inner: LiteralEnd, side: Side): LiteralEnd {
  const [left, right] = side === 'start' ? [outer, inner] : [inner, outer];
  const moved = [...right.dots].map(([index, at]) => [index + left.text.length, at] as const);
  return { text: left.text + right.text, dots: new Map([...left.dots, ...moved]), whole: inner.whole };
}

/** Reads the structure of an RE2 pattern: alternatives, groups, repetitions. Refuses what people and engines can understand differently. */
class Reader {
  private at = 0;
  constructor(private readonly source: string) {}

  pattern(): readonly Branch[] {
    const branches = this.branches();
    if (this.at < this.source.length) throw new Unclear('parentheses in pairs');
    return branches;
  }

  private branches(): readonly Branch[] {
    const branches: Atom[][] = [[]];
    for (;;) {
      const character = this.source[this.at];
      if (character === undefined || character === ')') return branches;
      if (character === '|') {
        this.at++;
        branches.push([]);
      } else branches.at(-1)?.push(this.repeated(this.atom(character)));
    }
  }

  private atom(character: string): Atom {
    const at = this.at++;
    switch (character) {
      case '\\':
        return this.escape();
      case '(':
        return this.group();
      case '[':
        return this.characterClass(at);
      case '.':
        return { kind: 'dot', at };
      case '^':
      case '$':
        return { kind: 'nothing' };
      case '*':
      case '+':
      case '?':
      case '{':
        throw new Unclear(`"${character}" only after something that it repeats; write \\${character} for the character`);
      default:
        return { kind: 'text', text: character };
    }
  }

  private escape(): Atom {
    const next = this.source[this.at++];
    if (next === undefined) throw new Unclear('no "\\" at the end');
    if (next === 'Q' || next === 'E') throw new Unclear('no \\Q…\\E; escape single characters');
    return /[A-Za-z0-9]/.test(next) ? { kind: 'wild' } : { kind: 'text', text: next };
  }

  private group(): Atom {
    const rest = this.source.slice(this.at);
    if (rest.startsWith('?')) {
      const head = /^\?(?::|P?<[A-Za-z0-9_]+>)/.exec(rest);
      // Flags could change letter case or line mode; no identity needs them.
      if (head === null) throw new Unclear('no inline flags such as (?i); identities are compared case-sensitively');
      this.at += head[0].length;
    }
    const branches = this.branches();
    if (this.source[this.at++] !== ')') throw new Unclear('parentheses in pairs');
    return { kind: 'group', branches };
  }

  /** `[.]` is one character; every other class matches several. */
  private characterClass(at: number): Atom {
    const found = /^\[\^?(?:\\[^QE]|[^\\[\](|)^])(?:\\[^QE]|[^\\[\](|)])*\]/s.exec(this.source.slice(at));
    if (found === null) throw new Unclear('character classes without unescaped [ ] ( | ) inside');
    this.at = at + found[0].length;
    const single = /^\[([^^\\])\]$/s.exec(found[0])?.[1];
    return single === undefined ? { kind: 'wild' } : { kind: 'text', text: single };
  }

  private repeated(atom: Atom): Atom {
    const found = /^(?:[*+?]|\{[0-9]+(?:,[0-9]*)?\})\??/.exec(this.source.slice(this.at));
    if (found === null) return atom;
    this.at += found[0].length;
    return { kind: 'wild' };
  }
}
