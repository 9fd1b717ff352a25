import { nearest } from '@countersign/core/errors';
import { foreignHint, FOREIGN_OPTIONS } from './foreign-names.js';

/** The known name that a user probably meant: the name in another tool, singular or plural, or up to two typing errors. */
export function meantName(name: string, known: readonly string[]): string | undefined {
  const ours = FOREIGN_OPTIONS[name]?.ours?.find((one) => known.includes(one));
  const stem = (text: string): string => text.replace(/(ies|y|s)$/, '');
  return ours ?? nearest(name, known, 2) ?? known.find((candidate) => stem(candidate) === stem(name));
}

/** The hint for an unknown name: that of another tool, or a misspelt one; undefined if no known name is similar. */
export function hintFor(name: string, known: readonly string[], label: (name: string) => string): string | undefined {
  const near = meantName(name, known);
  return foreignHint(name, known, label) ?? (near === undefined ? undefined : `Did you mean ${label(near)}?`);
}
