import { CountersignError } from '@countersign/core/errors';
import { hasCommand, PIECE_NAMES, PIECES, type Piece } from '../pieces.js';
import { INPUTS, type InputName } from './inputs.js';
import { hintFor } from './meant-name.js';
import { checkTogether } from './together.js';
import type { InputSpec } from './input-spec.js';
import { refuseSecret } from './misplaced-secret.js';
import { optionName } from './option-name.js';
import { flagOf, inputsOf } from './table.js';
import type { CommonOptions, Options, RawInputs, Spelling } from './types.js';
import { readDuration, readFlag } from './values.js';

/** The name of an input in messages. */
function labelOf(name: string, spec: InputSpec | undefined, spelling: Spelling): string {
  return spelling === 'input' ? `input "${name}"` : `--${spec ? flagOf(name, spec) : name}`;
}

/** The name of a piece in messages: as the user called it. */
function pieceLabel(piece: Piece, spelling: Spelling): string {
  if (!hasCommand(piece)) return piece;
  const { name } = PIECES[piece].command;
  return spelling === 'flag' && name !== piece ? `countersign ${name}` : piece;
}

/**
 * The checked options of a piece, from the text that the user wrote. Without side effects.
 * @throws CountersignError INPUT_INVALID (unknown name, flag-like or empty value, contradiction), INPUT_MISSING
 */
export function readOptions<P extends Piece>(piece: P, raw: RawInputs, spelling: Spelling): Options<P> & CommonOptions {
  const specs = inputsOf(piece);
  const known = new Map<string, InputSpec>(specs);
  for (const name of Object.keys(raw)) {
    if (known.has(name) || !given(raw[name])) continue;
    const spec = Object.hasOwn(INPUTS, name) ? INPUTS[name as InputName] : undefined;
    const hint = hintFor(name, [...known.keys()], (one) => labelOf(one, known.get(one), spelling)) ?? takersOf(name, spelling);
    throw new CountersignError('INPUT_INVALID', `${pieceLabel(piece, spelling)} has no ${labelOf(name, spec, spelling)}`, {
      found: name,
      ...(hint === undefined ? {} : { hint }),
    });
  }
  for (const [name, spec] of specs) refuseSecret(name, spec, raw[name] ?? [], labelOf(name, spec, spelling));
  const options = Object.fromEntries(
    specs.map(([name, spec]) => [optionName(name), readOne(raw[name], spec, labelOf(name, spec, spelling))]),
  );
  const isGiven = (name: string): boolean => given(raw[name]);
  checkTogether(piece, pieceLabel(piece, spelling), isGiven, (name) => labelOf(name, known.get(name), spelling));
  return options as Options<P> & CommonOptions;
}

/** Which other pieces have an input of this name. */
function takersOf(name: string, spelling: Spelling): string | undefined {
  const takers = PIECE_NAMES.filter((piece) => inputsOf(piece).some(([own]) => own === name));
  return takers.length === 0 ? undefined : `It belongs to ${takers.map((piece) => pieceLabel(piece, spelling)).join(', ')}.`;
}

function readOne(values: readonly string[] | undefined, spec: InputSpec, label: string): unknown {
  const fallback = spec.default === undefined || spec.default.startsWith('${{') ? [] : [spec.default];
  const lines = given(values) ? values.flatMap((value) => split(value, spec, label)) : fallback;
  if (spec.kind === 'list') {
    spec.check?.(lines, label);
    return lines;
  }
  const [text, second] = lines;
  if (second !== undefined)
    throw new CountersignError('INPUT_INVALID', `${label} is given more than once`, {
      expected: 'one value',
      found: `${String(lines.length)} values`,
    });
  if (spec.kind === 'duration') return readDuration(text ?? '', label);
  if (spec.kind === 'flag') return readFlag(text ?? '', label);
  if (spec.kind === 'choice' && !spec.choices?.includes(text ?? '')) {
    throw new CountersignError('INPUT_INVALID', `${label} has an unknown value`, {
      expected: spec.choices?.join(' or ') ?? '',
      found: text ?? '',
    });
  }
  if (text !== undefined) spec.check?.([text], label);
  return text;
}

/** The lines of a list, or the one value of any other kind. Refuses values that are probably a mistake. */
function split(value: string, spec: InputSpec, label: string): string[] {
  const lines = spec.kind === 'list' ? value.split(/\r?\n/) : [value];
  const texts = lines.map((line) => line.trim()).filter((line) => line !== '');
  if (texts.length === 0)
    throw new CountersignError('INPUT_INVALID', `${label} is empty`, {
      hint: spec.decides
        ? 'A variable that is not set gives an empty text. Omit the input if you mean none, or give it a value.'
        : 'Omit the input, or give it a value.',
    });
  for (const text of texts) {
    if (spec.kind === 'list') refuseListInLine(text, label);
    // A value like `-x` is nearly always the next flag, after an empty shell variable.
    if (text.startsWith('-')) {
      throw new CountersignError('INPUT_INVALID', `${label} has a value that looks like a flag`, {
        found: text.startsWith('-----') ? 'PEM text' : spec.refersToSecret || spec.secret ? 'a dash at its start' : text,
        hint: 'Write ./ before a path that starts with a dash.',
      });
    }
    if (hasControlCharacter(text))
      throw new CountersignError('INPUT_INVALID', `${label} has a line break or another control character`, {
        expected: 'one line of text',
      });
  }
  return texts;
}

/** A list in YAML or JSON inside a text: `- a.tgz`, `[a.tgz, b.tgz]`. The second would be a glob for one character. */
function refuseListInLine(text: string, label: string): void {
  const found = /^-\s/.test(text) ? 'a dash and a space' : isListInBrackets(text) ? 'a list in brackets' : undefined;
  if (found === undefined) return;
  throw new CountersignError('INPUT_INVALID', `${label} has a list inside a line`, {
    expected: 'one value per line',
    found,
    hint: 'Write each value on a line of its own, without a dash, brackets or quotes.',
  });
}

/** Not one pattern for all of it: on a long line without the last bracket, it would try every pair of positions. */
const isListInBrackets = (text: string): boolean => text.startsWith('[') && text.endsWith(']') && /[,"']/.test(text);

function hasControlCharacter(text: string): boolean {
  return [...text].some((character) => character < ' ' || character === '\u007f');
}

function given(values: readonly string[] | undefined): values is readonly string[] {
  return values !== undefined && values.length > 0;
}
