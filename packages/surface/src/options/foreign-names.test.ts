import { describe, expect, it } from '@jest/globals';
import { PIECES } from '../pieces.js';
import { FOREIGN_OPTIONS } from './foreign-names.js';
import { hintFor } from './meant-name.js';
import { flagOf, inputsOf } from './table.js';

/** Options of the commands that judge and sign, as `--help` of each tool lists them. */
const TOOLS = {
  'cosign v3.1.2, verify, verify-blob and verify-attestation': [
    ...['allow-http-registry', 'allow-insecure-registry', 'bundle', 'certificate-github-workflow-name'],
    ...['certificate-github-workflow-ref', 'certificate-github-workflow-repository', 'certificate-github-workflow-sha'],
    ...['certificate-github-workflow-trigger', 'certificate-identity', 'certificate-identity-regexp', 'certificate-oidc-issuer'],
    ...['certificate-oidc-issuer-regexp', 'check-claims', 'insecure-ignore-sct', 'insecure-ignore-tlog', 'k8s-keychain', 'key'],
    ...['local-image', 'max-workers', 'output', 'policy', 'registry-cacert', 'registry-client-cert', 'registry-client-key'],
    ...['registry-password', 'registry-server-name', 'registry-token', 'registry-username', 'sk', 'slot', 'trusted-root', 'type'],
    ...[
      'use-signed-timestamps',
      'output-file',
      'timeout',
      'verbose',
      'certificate',
      'certificate-chain',
      'signature',
      'rekor-url',
    ],
    ...['offline', 'private-infrastructure', 'payload', 'new-bundle-format', '-o', '-t', '-d'],
  ],
  'gh attestation verify': [
    ...[
      'repo',
      '-R',
      'owner',
      'bundle',
      '-b',
      'bundle-from-oci',
      'cert-identity',
      'cert-identity-regex',
      '-i',
      'cert-oidc-issuer',
    ],
    ...['custom-trusted-root', 'deny-self-hosted-runners', 'digest-alg', 'format', 'hostname', 'jq', '-q', 'limit', '-L'],
    ...['no-public-good', 'predicate-type', 'signer-digest', 'signer-repo', 'signer-workflow', 'source-digest', 'source-ref'],
    ...['template'],
  ],
  'slsa-verifier verify-artifact and verify-image': [
    ...['source-uri', 'provenance-path', 'source-tag', 'source-versioned-tag', 'source-branch', 'builder-id'],
    ...['build-workflow-input', 'print-provenance', 'provenance-repository', 'attestations-path', 'package-name'],
    ...['package-version'],
  ],
} as const;

const SIGNING_TOOLS = [
  ...['annotations', '-a', 'bundle', 'certificate', 'certificate-chain', 'fulcio-auth-flow', 'identity-token', 'key'],
  ...['oidc-client-id', 'oidc-client-secret-file', 'oidc-disable-ambient-providers', 'oidc-provider', 'oidc-redirect-url'],
  ...[
    'recursive',
    '-r',
    'signing-config',
    'sk',
    'slot',
    'trusted-root',
    'upload',
    'use-signing-config',
    'yes',
    '-y',
    'output-file',
  ],
  ...['timestamp-server-url', 'rekor-url', 'fulcio-url', 'oidc-issuer', 'tlog-upload', 'output-signature', 'output-certificate'],
  ...['registry-referrers-mode', 'signing-algorithm', 'allow-insecure-registry', 'registry-username'],
];

const flagsOf = (piece: 'verify-gate' | 'sign-image'): readonly string[] => [
  ...inputsOf(piece).map(([name, spec]) => flagOf(name, spec)),
  'json',
];

describe('options of other tools', () => {
  it.each(Object.entries(TOOLS))('%s: each is ours too, or is answered', (_, options) => {
    const known = flagsOf('verify-gate');
    const silent = options.filter((one) => !known.includes(one) && hintFor(one, known, (name) => `--${name}`) === undefined);
    expect(silent).toEqual([]);
  });

  it('cosign sign: each is ours too, or is answered', () => {
    const known = flagsOf('sign-image');
    const silent = SIGNING_TOOLS.filter(
      (one) => !known.includes(one) && hintFor(one, known, (name) => `--${name}`) === undefined,
    );
    expect(silent).toEqual([]);
  });

  it.each([
    ['--repo', '--repository'],
    ['-R', '--repository'],
    ['--source-uri', '--repository'],
    ['--provenance-path', '--bundle'],
    ['--cert-identity-regex', '--certificate-identity-regexp'],
    ['--custom-trusted-root', '--trusted-root'],
    ['--type', '--predicate-type'],
    ['--insecure-ignore-tlog', '--transparency-log'],
    ['--signer-digest', '--policy'],
  ])('%s is %s at the gate', (found, ours) => {
    const hint = hintFor(found.replace(/^--/, ''), flagsOf('verify-gate'), (name) => `--${name}`);
    expect(hint).toMatch(new RegExp(`^Did you mean ${ours}\\?`));
  });

  it('a name of another tool is never one that we give another meaning', () => {
    const all = new Set(Object.keys(PIECES).flatMap((piece) => inputsOf(piece as keyof typeof PIECES).map(([name]) => name)));
    const both = Object.keys(FOREIGN_OPTIONS).filter((name) => all.has(name as never));
    // `bundle` names what is judged at the gate; signing has `bundle-path`, and is told so. `signing-algorithm` is for signing alone.
    expect(both).toEqual(['bundle', 'signing-algorithm']);
  });

  it('every name that is proposed exists in some piece', () => {
    const flags = Object.keys(PIECES).flatMap((piece) =>
      inputsOf(piece as keyof typeof PIECES).flatMap(([name, spec]) => [name, flagOf(name, spec)] as string[]),
    );
    const missing = Object.values(FOREIGN_OPTIONS)
      .flatMap(({ ours = [] }) => ours)
      .filter((name) => ![...flags, 'json'].includes(name));
    expect(missing).toEqual([]);
  });
});
