/**
 * Keys of the policy language that are not in this version, by their place in a policy. They are refused with a message of their own,
 * never skipped, and never taken for a typing error. Remove a key here when it is added.
 */
export const LATER = {
  policy: ['include', 'waivers'],
  trust: ['second-opinion'],
  signer: ['ca'],
  rule: ['same', 'continuity'],
  match: ['models', 'manifests'],
  require: ['run', 'dependencies', 'approval', 'vsa', 'sbom', 'vulnerabilities', 'artifact', 'vex', 'test-result', 'model'],
  attestation: ['where', 'over', 'use'],
} as const satisfies Readonly<Record<string, readonly string[]>>;
