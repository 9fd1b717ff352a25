import type { VerifiedSigner } from '../../verification/index.js';
import type { Pattern } from '../values/index.js';
import type { Who } from './model.js';

interface BuildLevel {
  readonly level: 0 | 1 | 2 | 3;
  readonly why: string;
}

/**
 * The SLSA Build level that a verified signer proves (SLSA 1.2, Build track). It comes from the certificate and from what the
 * policy pins, never from the predicate itself.
 */
export function buildLevel(who: Who, signer: VerifiedSigner): BuildLevel {
  if (signer.kind === 'key' || (who.kind !== 'github' && who.kind !== 'gitlab')) {
    return {
      level: 1,
      why: `the policy names the signer as a ${signer.kind === 'key' ? 'key' : 'plain identity'}, not as a build platform`,
    };
  }
  const extensions = signer.certificate.fulcio;
  const runner = extensions.runnerEnvironment;
  if (runner !== `${who.kind}-hosted`) {
    return who.runner === 'self-hosted' && runner === 'self-hosted'
      ? { level: 2, why: 'built on self-hosted runners that the policy accepts as a hosted platform' }
      : { level: 1, why: `built on ${runner ?? 'an unknown runner'}, which the policy does not accept as build platform` };
  }
  const { buildSignerUri, buildConfigUri, sourceRepositoryUri } = extensions;
  const reusable = buildSignerUri !== undefined && buildConfigUri !== undefined && buildSignerUri !== buildConfigUri;
  // People who can write to the repository can change its own workflow, unless the policy pins the commit of the workflow.
  const outside =
    who.file.kind === 'other' &&
    (who.file.digest !== undefined || buildSignerUri?.startsWith(`${sourceRepositoryUri ?? ''}/`) === false);
  if (who.kind === 'github' && reusable && outside) {
    return { level: 3, why: 'a reusable workflow, pinned by the policy, on GitHub-hosted runners' };
  }
  return { level: 2, why: 'signed inside the build job, where any step can sign' };
}

/** The highest SLSA Build level that `buildLevel` can give for evidence by a signer. */
export function highestLevel(who: Who): 1 | 2 | 3 {
  if (who.kind !== 'github' && who.kind !== 'gitlab') return 1;
  if (who.kind === 'gitlab' || who.file.kind !== 'other' || who.runner === 'self-hosted') return 2;
  return who.file.digest !== undefined || !isSame(who.file.repository, who.source.repository) ? 3 : 2;
}

const isSame = (one: Pattern, other: Pattern | undefined): boolean => other !== undefined && one.source === other.source;
