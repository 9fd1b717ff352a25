import type { InputName } from '../options/inputs.js';

/** Sets of inputs, for the entries of pieces. Pages list inputs in the order of the table of inputs. */
type Names = readonly InputName[];

/** Inputs of every piece: trust, network, time and log. */
export const EVERY = ['trusted-root', 'trust-digest', 'network', 'timeout', 'log-level', 'log-format'] as const satisfies Names;

/** Inputs of every piece that signs or judges artifacts of the user. */
export const SERVED = [...EVERY, 'transparency-log', 'github-token'] as const satisfies Names;

/** Inputs of every piece that signs. */
export const SIGNING = [
  ...SERVED,
  'keys',
  'key-password',
  'signing-algorithm',
  'key-login',
  'identity-token',
  'signing-config',
  'output-dir',
  'bundle-path',
  'fail-fast',
  'dry-run',
  'confirm-public',
  'resume',
] as const satisfies Names;

/** The inputs of a one-line policy. */
export const ONE_LINE = [
  'certificate-identity',
  'certificate-identity-regexp',
  'certificate-oidc-issuer',
  'key',
  'key-digest',
  'owner',
  'repository',
  'predicate-type',
] as const satisfies Names;

export const FILES = ['paths', 'checksums'] as const satisfies Names;
export const IMAGES = ['images', 'signature-repository', 'insecure-registries'] as const satisfies Names;
