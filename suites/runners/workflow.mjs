/**
 * An example workflow as act can run it against the sandbox. Nothing else of it changes: our actions are told of the sandbox, jobs that ask
 * for `id-token: write` (which act does not enforce) get the variables to request tokens with, and names of servers become the sandbox's.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { root } from './programs.mjs';

/** @typedef {{uses?: string, run?: string, with?: any, env?: any}} Step */

const OURS = /^(?:countersign\/countersign\/|\.\/)actions\/([a-z-]+)(?:@.*)?$/;

/** @returns {Step[]} the steps of all jobs */
export const stepsOf = (workflow) => Object.values(workflow.jobs).flatMap(({ steps = [] }) => steps);

/** @param {Step} step @returns {string | undefined} the name of our action, whether by its repository or from the checkout */
export const ourAction = ({ uses }) => OURS.exec(uses ?? '')?.[1];

const actionInputs = (action) => {
  const { inputs } = parse(readFileSync(join(root, 'actions', action, 'action.yml'), 'utf8'));
  return Object.keys(inputs);
};

/**
 * @param {string} text the workflow
 * @param {{sandbox: object, token: Record<string, string>, replace?: Record<string, string>, change?: (workflow: object) => void}} options
 * `token` are the variables to request tokens with; `change` breaks what a case wants broken
 */
export function onSandbox(text, { sandbox, token, replace = {}, change = () => {} }) {
  const all = { ...replace, 'https://token.actions.githubusercontent.com': sandbox.issuers.github };
  const workflow = parse(Object.entries(all).reduce((all, [from, to]) => all.replaceAll(from, to), text));
  change(workflow);
  for (const job of Object.values(workflow.jobs)) {
    if (job.permissions?.['id-token'] === 'write') job.env = { ...job.env, ...token };
  }
  for (const step of stepsOf(workflow)) {
    const action = ourAction(step);
    if (!action) continue;
    const inputs = actionInputs(action);
    const files = { 'trusted-root': sandbox.files.trustedRoot, 'signing-config': sandbox.files.signingConfig };
    for (const [name, file] of Object.entries(files)) if (inputs.includes(name)) step.with = { ...step.with, [name]: file };
  }
  return stringify(workflow);
}

/** The policy of an example, for the sandbox's issuers and registry. */
export function policyOnSandbox(text, { sandbox, replace = {} }) {
  const policy = parse(Object.entries(replace).reduce((all, [from, to]) => all.replaceAll(from, to), text));
  for (const signer of Object.values(policy.signers))
    for (const platform of ['github', 'gitlab']) if (signer[platform]) signer[platform].issuer = sandbox.issuers[platform];
  for (const trust of Object.values(policy.trust ?? {})) {
    if (trust.sigstore !== 'public-good') continue;
    delete trust.sigstore;
    trust.root = sandbox.files.trustedRoot;
  }
  return stringify(policy);
}
