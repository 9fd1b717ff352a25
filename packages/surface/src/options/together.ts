import { CountersignError } from '@countersign/core/errors';
import { PIECES, type Piece } from '../pieces.js';
import type { InputName } from './inputs.js';

type Label = (name: string) => string;

/** Inputs that exclude each other: at most one of each group. */
const EXCLUSIVE: readonly (readonly InputName[])[] = [
  ['output-dir', 'bundle-path'],
  ['policies', 'certificate-identity', 'certificate-identity-regexp', 'key'],
  // Together with an identity, one of these says whose runs are accepted.
  ['policies', 'key', 'owner', 'repository'],
  ['bundle', 'evidence'],
];

/** Inputs that need one of the others. */
const ONLY_WITH: Readonly<Partial<Record<InputName, readonly InputName[]>>> = {
  'certificate-oidc-issuer': ['certificate-identity', 'certificate-identity-regexp', 'owner', 'repository'],
  'certificate-identity': ['certificate-oidc-issuer'],
  'certificate-identity-regexp': ['certificate-oidc-issuer'],
  'predicate-type': ['certificate-identity', 'certificate-identity-regexp', 'key', 'owner', 'repository'],
  'policy-digest': ['policies'],
  'key-digest': ['key'],
  'trust-digest': ['trusted-root', 'signing-config'],
  // The one-line policy is the same for every target.
  target: ['policies'],
  platforms: ['images'],
  'insecure-registries': ['images'],
  'signature-repository': ['images'],
};

const ISSUERS =
  'The issuer of GitHub Actions is https://token.actions.githubusercontent.com, that of gitlab.com https://gitlab.com; signing prints the whole command.';

/** Refuses contradicting and incomplete combinations. @throws CountersignError INPUT_MISSING, INPUT_INVALID */
export function checkTogether(piece: Piece, called: string, given: (name: string) => boolean, label: Label): void {
  const names = (list: readonly string[]): string => list.map(label).join(' or ');
  const needed: readonly (readonly InputName[])[] = PIECES[piece].needs;
  for (const group of needed) {
    if (!group.some(given)) {
      throw new CountersignError('INPUT_MISSING', `${called} needs ${names(group)}`, {
        expected: names(group),
        found: 'none of them',
        hint: `Set ${group.length === 1 ? 'it' : 'one of them'}; the README of the action and --help have examples.`,
      });
    }
  }
  for (const group of EXCLUSIVE) {
    const both = group.filter(given);
    if (both.length > 1) {
      throw new CountersignError('INPUT_INVALID', `${both.map(label).join(' and ')} contradict each other`, {
        expected: 'one of them',
        found: both.map(label).join(', '),
      });
    }
  }
  for (const [name, others] of Object.entries(ONLY_WITH)) {
    if (given(name) && !others.some(given)) {
      throw new CountersignError('INPUT_MISSING', `${label(name)} has no effect without ${names(others)}`, {
        expected: names(others),
        found: 'none of them',
        ...(others.includes('certificate-oidc-issuer') ? { hint: ISSUERS } : {}),
      });
    }
  }
}
