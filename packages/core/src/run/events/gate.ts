import { kind } from './kind.js';

/** From evidence to the decision. */
export const GATE = {
  'to-judge': kind({
    when: 'the artifacts are known: evidence will be searched and verified for so many',
    must: ['subjects'],
    may: [],
    level: 'debug',
    text: ({ subjects }) => `${String(subjects)} ${subjects === 1 ? 'artifact' : 'artifacts'} to judge`,
  }),
  found: kind({
    when: 'the places of evidence were searched for one artifact',
    must: ['artifact', 'digest', 'count', 'names'],
    may: [],
    level: 'debug',
    text: ({ artifact, count }) => `${String(count)} bundles for ${artifact}`,
  }),
  'not-judged': kind({
    when: 'a bundle could not be read, or a place of evidence could not be asked',
    must: ['artifact', 'code', 'problem'],
    may: ['origin'],
    level: 'debug',
    text: ({ artifact, problem }) => `not judged for ${artifact}: ${problem}`,
  }),
  verified: kind({
    when: 'a bundle was verified under one trust: either it is proven who signed, or it does not count there; the policy then decides whether that signer is allowed',
    must: ['artifact', 'bundle', 'origin', 'policy', 'trust', 'verification'],
    may: ['code', 'problem', 'signer', 'issuer', 'key', 'logIndex', 'at'],
    level: 'debug',
    text: ({ origin, artifact, verification, signer, problem }) =>
      `${origin} for ${artifact}: ${verification}, ${signer ?? problem ?? ''}`,
  }),
  examined: kind({
    when: 'all evidence for one artifact was verified, for every policy; its outcome is known only with the decision',
    must: ['artifact', 'digest'],
    may: [],
    level: 'debug',
    text: ({ artifact }) => `the evidence for ${artifact} was verified`,
  }),
  proofs: kind({
    when: 'all evidence was judged; how often signature, certificate, logs and timestamps were checked',
    must: ['count', 'subjects'],
    may: [],
    level: 'debug',
    text: ({ count, subjects }) => `${String(count)} proofs for ${String(subjects)} subjects`,
  }),
  refused: kind({
    when: 'a requirement was not met, of one artifact or of the run',
    must: ['requirement', 'outcome', 'problem', 'mode'],
    may: ['code', 'artifact', 'digest', 'policy', 'expected', 'found', 'hint'],
    level: ({ mode }) => (mode === 'warn' ? 'warn' : 'error'),
    text: ({ outcome, requirement, artifact, problem }) =>
      `${outcome}: ${requirement}${artifact === undefined ? '' : ` of ${artifact}`}: ${problem}`,
    isShownBySurface: true,
  }),
  decided: kind({
    when: 'the decision of the gate, once, after everything that it depends on',
    must: ['outcome', 'subjects', 'mode', 'verdicts', 'durationMs'],
    may: ['code', 'target', 'fallbackSigners'],
    level: ({ outcome, mode }) => (outcome === 'allowed' ? 'info' : mode === 'warn' ? 'warn' : 'error'),
    text: ({ outcome, subjects }) => `${outcome}: ${String(subjects)} artifact${subjects === 1 ? '' : 's'}`,
    isShownBySurface: true,
  }),
} as const;
