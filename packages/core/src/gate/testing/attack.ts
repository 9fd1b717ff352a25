import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Code } from '../../errors/index.js';
import type { Statement } from '../../statements/index.js';
import type { Studio } from '../../signing/testing/studio.js';
import type { GateResult } from '../index.js';
import type { Scene } from './scene.js';

/* What the tests of attacks share: a policy with one trusted workflow, and the gate's word in short. */

export const POLICY: { readonly policies: readonly string[] } = { policies: ['policy.yaml'] };
export const SIGNED = 'signature: {by: release}';

export const policyOf = ({ sandbox }: Studio, rules: string, more = ''): string => `apiVersion: countersign.dev/v1beta1
kind: Policy
trust: {public: {root: root.json}}
signers:
  release:
    github: {issuer: ${sandbox.issuers.github}, source: {repository: acme/app, refs: ["refs/tags/v*"]}, workflow: release.yml}
rules:
${rules}${more}`;

export const files = (requirement: string): string => `  - {name: files, match: {paths: ["**"]}, require: [${requirement}]}\n`;
export const images = ({ sandbox }: Studio, requirement: string): string =>
  `  - {name: images, match: {images: ["${sandbox.registry.host}/**"]}, require: [${requirement}]}\n`;

/** Outcome, exit status, and the code of the first refusal. */
export function word({ decision, exitStatus }: GateResult): readonly [string, number, ...Code[]] {
  const refused = decision.policies
    .flatMap((one) => one.subjects)
    .flatMap((one) => [...(one.unmatched ? [one.unmatched] : []), ...one.rules.flatMap((rule) => rule.requirements)])
    .find((one) => one.outcome !== 'allowed');
  return [decision.outcome, exitStatus, ...(refused?.code === undefined ? [] : [refused.code])];
}

export const digest = (algorithm: string, bytes: Uint8Array | string): string =>
  createHash(algorithm).update(bytes).digest('hex');

/** A statement about bytes, of a kind that policies ask for. */
export const statementAbout = (content: string, predicateType = 'https://acme.dev/approval/v1'): Statement => ({
  type: 'https://in-toto.io/Statement/v1',
  subjects: [{ name: 'x', digest: { sha256: digest('sha256', content) } }],
  predicateType,
  predicate: {},
});

/** A bundle file of the scene, changed. */
export function altered(scene: Scene, name: string, change: (bundle: Record<string, unknown>) => void): string {
  const bundle = JSON.parse(readFileSync(join(scene.folder, name), 'utf8')) as Record<string, unknown>;
  change(bundle);
  return JSON.stringify(bundle);
}
