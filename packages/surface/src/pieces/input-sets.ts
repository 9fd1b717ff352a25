import type { InputName } from '../options/inputs.js';

/** Inputs that go together, for the entries of pieces. The order of pages is that of the table of inputs. */
type Names = readonly InputName[];

/** Every piece has these: whom it believes, what it may reach, how the run goes on. */
export const EVERY = ['trusted-root', 'trust-digest', 'network', 'timeout', 'log-level', 'log-format'] as const satisfies Names;

/** Every piece that signs or judges what its user names has these. */
export const SERVED = [...EVERY, 'transparency-log', 'github-token'] as const satisfies Names;

/** Every piece that signs has these. */
export const SIGNING = [
  ...SERVED,
  'keys',
  'key-password',
  'identity-token',
  'signing-config',
  'output-dir',
  'bundle-path',
  'fail-fast',
] as const satisfies Names;

/** The policy that is written in inputs. */
export const ONE_LINE = [
  'certificate-identity',
  'certificate-identity-regexp',
  'certificate-oidc-issuer',
  'key',
  'owner',
  'repository',
  'predicate-type',
] as const satisfies Names;

export const FILES = ['paths', 'checksums'] as const satisfies Names;
export const IMAGES = ['images', 'signature-repository', 'insecure-registries'] as const satisfies Names;
