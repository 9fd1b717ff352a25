import type { Environment } from '@countersign/core/run';
import type { LogStyle } from './create-log.js';
import { isWatched } from './is-watched.js';

/**
 * Whether lines for people are coloured: FORCE_COLOR and NO_COLOR as other programs read them (force-color.org, no-color.org), otherwise
 * only on a terminal, and not in CI.
 */
export function wantsColours(env: Environment, isTerminal: () => boolean): boolean {
  const { FORCE_COLOR: forced, NO_COLOR: off } = env;
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false';
  if (off !== undefined && off !== '') return false;
  return isWatched(env, isTerminal);
}

const CODES = { red: 31, green: 32, yellow: 33, grey: 90 } as const;
type Colour = keyof typeof CODES;

const WORDS = {
  allowed: 'green',
  denied: 'red',
  undecided: 'yellow',
  'warning:': 'yellow',
  'error:': 'red',
  'debug:': 'grey',
} as const;
const isWord = (word: string): word is keyof typeof WORDS => Object.hasOwn(WORDS, word);

/** Colours the word that a line begins with: its level, or a decision. The text, which has no control characters, stays as it is. */
export function coloured(style: LogStyle): LogStyle {
  return { ...style, message: (level, lines, code) => style.message(level, lines, code).split('\n').map(line).join('\n') };
}

function line(text: string): string {
  return text.replace(
    /^((?:error: [A-Z_]+: |decision: )?)(allowed|denied|undecided|warning:|error:|debug:)/,
    (all, before: string, word: string) => {
      const head = before.startsWith('error:') ? before.replace('error:', painted('error:', WORDS['error:'])) : before;
      return isWord(word) ? `${head}${painted(word, WORDS[word])}` : all;
    },
  );
}

const painted = (text: string, colour: Colour): string => `\u001b[${String(CODES[colour])}m${text}\u001b[39m`;
