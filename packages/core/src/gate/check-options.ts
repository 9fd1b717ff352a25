import { CountersignError } from '../errors/index.js';
import type { GateOptions } from './options.js';

/** An empty text is a variable that was not set; it must never mean "not given". */
const TEXTS = [
  'policyDigest',
  'bundle',
  'trustedRoot',
  'target',
  'signatureRepository',
] as const satisfies readonly (keyof GateOptions)[];
const LISTS = [
  'paths',
  'checksums',
  'images',
  'policies',
  'evidence',
  'platforms',
  'trustDigest',
] as const satisfies readonly (keyof GateOptions)[];
/** Options that are only for images. */
const OF_IMAGES = ['platforms', 'signatureRepository'] as const satisfies readonly (keyof GateOptions)[];

/**
 * Refuses empty options, and options without the images that they are for, before anything is read.
 * @throws CountersignError INPUT_INVALID, INPUT_MISSING
 */
export function checkOptions(options: GateOptions): void {
  const empty =
    TEXTS.find((name) => options[name]?.trim() === '') ?? LISTS.find((name) => options[name]?.some((one) => one.trim() === ''));
  if (empty !== undefined) {
    throw new CountersignError('INPUT_INVALID', `${inputName(empty)} is empty`, {
      expected: 'a value, or none at all',
      found: 'an empty text',
      hint: 'A variable that is not set gives an empty text. Leave the input out if you want no value.',
    });
  }
  const alone = OF_IMAGES.find((name) => (options[name]?.length ?? 0) > 0);
  if (alone === undefined || (options.images?.length ?? 0) > 0) return;
  throw new CountersignError('INPUT_MISSING', `${inputName(alone)} needs images`, {
    expected: 'images',
    found: 'no image',
  });
}

const inputName = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
