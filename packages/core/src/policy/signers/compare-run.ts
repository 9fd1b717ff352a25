import type { VerifiedSigner } from '../../verification/index.js';
import { originOf, readRun, readWorkflowName, type CiRun } from './ci-run.js';
import { differs, equal, missing, type Mismatch } from './mismatch.js';
import type { Platform, Runs } from './model.js';
import { GITHUB_TRIGGERS, GITLAB_TRIGGERS } from './triggers.js';

type CertificateSigner = Extract<VerifiedSigner, { kind: 'certificate' }>;

/** Triggers that are accepted for a signer that is named by its identity alone. */
const TRIGGERS: Readonly<Record<Platform, readonly string[]>> = {
  github: GITHUB_TRIGGERS,
  gitlab: GITLAB_TRIGGERS,
  other: [...new Set([...GITHUB_TRIGGERS, ...GITLAB_TRIGGERS])],
};

const PART = 'source repository (.12)';
const TRIGGER_PART = 'trigger (.20)';

/** For this issuer, Fulcio writes the URI of the run into .9, as into .21; the pipeline is in the identity (fulcio/config/identity/config.yaml). */
const CODEFRESH = 'https://oidc.codefresh.io';

/** The triggers that are accepted. For GitHub and GitLab, a list of a `keyless` signer can remove defaults and add none. */
export function acceptedTriggers(platform: Platform, listed: readonly string[] | undefined): readonly string[] {
  if (listed === undefined) return TRIGGERS[platform];
  return platform === 'other' ? listed : TRIGGERS[platform].filter((trigger) => listed.includes(trigger));
}

/**
 * Compares the source repository and the trigger of a run, for signers that are named by their identity. Any repository may call a
 * reusable workflow, and then gets a certificate with the identity of the workflow: so without `owner` or `repository`, only runs
 * of the workflow's own repository count.
 */
export function compareRun(runs: Runs, signer: CertificateSigner): readonly Mismatch[] {
  const run = readRun(signer);
  if (run !== undefined)
    return [...contradictions(signer), ...compareSource(runs, run, signer), ...compareTrigger(runs.triggers, run, signer)];
  const asked = runs.repository ?? runs.owner;
  return [
    ...(asked === undefined ? [] : [missing('SOURCE_MISMATCH', PART, asked)]),
    ...(runs.triggers === undefined ? [] : [missing('EXTENSION_MISMATCH', TRIGGER_PART, runs.triggers.join(', '))]),
  ];
}

/** Older and newer extensions for the same fact must agree; otherwise two verifiers could see two different runs. */
function contradictions({ identity, issuer, certificate: { fulcio } }: CertificateSigner): readonly Mismatch[] {
  const { buildSignerUri, sourceRepositoryUri: source, githubWorkflowRepository, buildTrigger, githubWorkflowTrigger } = fulcio;
  const found: Mismatch[] = [];
  const signerUri = issuer === CODEFRESH ? fulcio.runInvocationUri : identity;
  if (buildSignerUri !== undefined)
    found.push(...equal('EXTENSION_MISMATCH', 'signer URI (.9)', signerUri ?? identity, buildSignerUri));
  if (source !== undefined && githubWorkflowRepository !== undefined && !source.endsWith(`/${githubWorkflowRepository}`))
    found.push(differs('EXTENSION_MISMATCH', 'repository (.5 beside .12)', source, githubWorkflowRepository));
  if (buildTrigger !== undefined && githubWorkflowTrigger !== undefined)
    found.push(...equal('EXTENSION_MISMATCH', 'trigger (.2 beside .20)', buildTrigger, githubWorkflowTrigger));
  return found;
}

function compareSource(runs: Runs, run: CiRun, signer: CertificateSigner): readonly Mismatch[] {
  const origin = originOf(signer.identity);
  const { source } = run;
  if (runs.repository !== undefined || runs.owner !== undefined) {
    const asked = `${origin ?? ''}/${runs.repository ?? `${runs.owner ?? ''}/…`}`;
    if (source === undefined || origin === undefined) return [missing('SOURCE_MISMATCH', PART, asked)];
    if (runs.repository !== undefined) return equal('SOURCE_MISMATCH', PART, `${origin}/${runs.repository}`, source);
    const owner = `${origin}/${runs.owner ?? ''}`;
    const certified = signer.certificate.fulcio.sourceRepositoryOwnerUri ?? owner;
    // GitLab groups contain groups: .16 is the innermost.
    const isOwner =
      certified === owner ||
      (run.platform === 'gitlab' && certified.startsWith(`${owner}/`) && source.startsWith(`${certified}/`));
    const wrong = !source.startsWith(`${owner}/`) ? source : !isOwner ? certified : undefined;
    return wrong === undefined ? [] : [differs('SOURCE_MISMATCH', 'owner of the source repository (.12)', asked, wrong)];
  }
  if (source === undefined) {
    // On other CI platforms that have the owner in the identity (Buildkite), no other repository can call a pipeline.
    return run.platform === 'other' ? [] : [missing('SOURCE_MISMATCH', PART, 'the repository of the workflow')];
  }
  // Sources on another host than the pipeline (Codefresh): they cannot call it, and the owner is in the identity.
  if (run.platform === 'other' && origin !== undefined && originOf(source) !== origin) return [];
  return isOwn(run, source, signer.identity) ? [] : [otherRepository(source, signer.identity)];
}

/** Whether the workflow is in the repository that was built. The form is checked too: `…/acme` is not the repository of `…/acme/app/x`. */
function isOwn(run: CiRun, source: string, identity: string): boolean {
  const slashes = run.platform === 'gitlab' ? '//' : '/';
  const depth = source.split('/').length - 3;
  const wellFormed = /^https?:\/\/[^/]+(?:\/[^/]+)+$/.test(source) && (run.platform === 'github' ? depth === 2 : depth > 0);
  return wellFormed && identity.startsWith(`${source}${slashes}`);
}

function otherRepository(source: string, identity: string): Mismatch {
  const name = readWorkflowName(identity);
  const own = name === undefined ? 'the repository of the workflow' : `${name.origin}/${name.repository}`;
  return {
    ...differs('SOURCE_MISMATCH', PART, own, source),
    hint:
      'Any repository can call a reusable workflow. Name the repositories whose runs count: with "repository: OWNER/NAME" or ' +
      `"owner: OWNER", or in a policy file with ${signerLine(identity, 'OWNER/NAME')}.`,
  };
}

/** The signer of a policy file that names a workflow; `source`: the repository whose runs count. */
function signerLine(identity: string, source: string | undefined, triggers?: string): string {
  const name = readWorkflowName(identity);
  const isGitlab = name !== undefined && identity.startsWith(`${name.origin}/${name.repository}//`);
  const [kind, key, file] = isGitlab ? ['gitlab', 'project', 'config'] : ['github', 'repository', 'workflow'];
  const workflow =
    name === undefined || source === undefined
      ? (name?.path ?? 'PATH')
      : `{${key}: ${name.repository}, path: ${name.path}, ref: ${name.ref ?? 'REF'}}`;
  const repository = source ?? name?.repository ?? 'OWNER/NAME';
  return `${kind}: {source: {${key}: ${repository}}, ${file}: ${workflow}${triggers === undefined ? '' : `, triggers: [${triggers}]`}}`;
}

function compareTrigger(
  listed: readonly string[] | undefined,
  run: CiRun,
  { identity, issuer }: CertificateSigner,
): readonly Mismatch[] {
  const accepted = acceptedTriggers(run.platform, listed);
  const expected = accepted.length === 0 ? 'no trigger' : accepted.join(', ');
  if (run.trigger === undefined) {
    const isOptional = run.platform === 'other' && listed === undefined;
    return isOptional ? [] : [missing('EXTENSION_MISMATCH', TRIGGER_PART, expected)];
  }
  if (accepted.includes(run.trigger)) return [];
  const line =
    run.platform === 'other'
      ? `keyless: {identity: "${identity}", issuer: "${issuer}", triggers: [${[...(listed ?? []), run.trigger].join(', ')}]}`
      : signerLine(identity, undefined, [...accepted, run.trigger].join(', '));
  return [
    {
      ...differs('EXTENSION_MISMATCH', TRIGGER_PART, expected, run.trigger),
      hint: `To accept other triggers, list all accepted triggers in a policy file: ${line}.`,
    },
  ];
}
