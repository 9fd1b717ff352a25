/**
 * The programs that sign. Each writer signs `file` on an instance as `who` (`github`, `gitlab`, or `key`) and leaves the bundle at `bundle`;
 * `type` is the predicate type of an attestation; undefined: a signature. A writer that cannot use keys has `keys: false`.
 */
import { createHash } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { runAction, runCli } from '../../scripts/run-action.mjs';
import { peer } from '../peers.mjs';
import { must } from './processes.mjs';

export const PROVENANCE = 'https://slsa.dev/provenance/v1';
const fromSandbox = createRequire(new URL('../../packages/sandbox/package.json', import.meta.url));

export const TEST = 'https://example.com/test/v1';

/** What the others attest: the result of a test, or provenance in GitHub's own form, with the claims of the job's token. */
async function predicateOf(type, instance) {
  if (type === TEST) return { passed: true };
  const [, payload] = (await instance.token('github')).split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
  const repository = `https://github.com/${claims.repository}`;
  const path = claims.workflow_ref.slice(claims.repository.length + 1).split('@')[0];
  return {
    buildDefinition: {
      buildType: 'https://actions.github.io/buildtypes/workflow/v1',
      externalParameters: { workflow: { ref: claims.ref, repository, path } },
      internalParameters: {
        github: {
          event_name: claims.event_name,
          repository_id: claims.repository_id,
          repository_owner_id: claims.repository_owner_id,
          runner_environment: claims.runner_environment,
        },
      },
      resolvedDependencies: [{ uri: `git+${repository}@${claims.ref}`, digest: { gitCommit: claims.sha } }],
    },
    runDetails: {
      builder: { id: `https://github.com/${claims.job_workflow_ref}` },
      metadata: { invocationId: `${repository}/actions/runs/${claims.run_id}/attempts/${claims.run_attempt}` },
    },
  };
}

export const instanceFlags = ({ trustedRoot, signingConfig }) => [
  '--trusted-root',
  trustedRoot,
  '--signing-config',
  signingConfig,
];
export const instanceInputs = ({ trustedRoot, signingConfig }) => ({
  'trusted-root': trustedRoot,
  'signing-config': signingConfig,
});

/** Throws with the output unless the product's run succeeded. */
export function worked(what, result) {
  if (result.status !== 0) throw new Error(`${what} → ${result.status}\n${result.output}`);
  return result;
}

async function predicateFile(file, type, instance) {
  const path = `${file}.predicate.json`;
  writeFileSync(path, JSON.stringify(await predicateOf(type, instance)));
  return path;
}

/**
 * @typedef {object} Writing
 * @property {any} instance
 * @property {string | undefined} [type] predicate type; undefined: a signature
 * @property {string} who `github`, `gitlab` or `key`
 * @property {string} file
 * @property {string} bundle
 * @property {any} [key] of `who: 'key'`
 * @property {string} [fulcio] another authority than the instance's
 * @property {boolean} [chain] the form of bundle with a whole chain
 */

/** GitHub jobs use the actions' bundles, GitLab jobs and holders of keys the command line: as users do. @param {Writing} one */
async function ours({ instance, type, who, file, bundle, key }) {
  const cwd = dirname(file);
  const job = { cwd, scratch: cwd, env: await instance.environment(who === 'gitlab' ? 'gitlab' : 'github') };
  const piece = type ? 'attest-provenance' : 'sign-blob';
  const output = type ? join(cwd, 'provenance.out.jsonl') : `${file}.sigstore.json`;
  const where = type ? { 'bundle-path': output } : {};
  if (who === 'github') {
    worked(piece, await runAction(piece, { paths: basename(file), ...where, ...instanceInputs(instance) }, job));
  } else {
    const keys = who === 'key' ? ['--key', key.private, ...(key.flags ?? [])] : [];
    const flags = Object.entries(where).flatMap(([name, value]) => [`--${name}`, value]);
    worked(piece, await runCli([piece, basename(file), ...keys, ...flags, ...instanceFlags(instance)], job));
  }
  renameSync(output, bundle);
}

/** @param {Writing} one */
async function cosign({ instance, type, who, file, bundle, key }) {
  const home = dirname(file);
  const signer = who === 'key' ? ['--key', key.cosign] : ['--identity-token', await instance.token(who)];
  const about = type ? ['attest-blob', '--predicate', await predicateFile(file, type, instance), '--type', type] : ['sign-blob'];
  await must(peer('cosign'), [...about, '--bundle', bundle, ...instanceFlags(instance), ...signer, '-y', file], {
    env: { HOME: home, COSIGN_PASSWORD: 'interop' },
  });
}

/** @param {Writing} one */
async function python({ instance, type, who, file, bundle }) {
  const about = type ? ['attest', '--predicate', await predicateFile(file, type, instance), '--predicate-type', type] : ['sign'];
  const token = await instance.token(who);
  await must(
    peer('sigstore'),
    ['--trust-config', instance.clientTrust, ...about, '--identity-token', token, '--bundle', bundle, file],
    { env: { HOME: dirname(file) } },
  );
}

/** The libraries under sigstore-js. @param {Writing} one */
async function js({ instance, type, who, file, bundle, fulcio = instance.fulcio, chain = false }) {
  const { DSSEBundleBuilder, FulcioSigner, MessageSignatureBundleBuilder, RekorWitness, TSAWitness } =
    fromSandbox('@sigstore/sign');
  const { bundleToJSON } = fromSandbox('@sigstore/bundle');
  const token = await instance.token(who);
  const signer = new FulcioSigner({ fulcioBaseURL: fulcio, identityProvider: { getToken: async () => token } });
  const witnesses = [
    new RekorWitness({
      rekorBaseURL: instance.rekor,
      majorApiVersion: instance.rekorVersion,
      entryType: 'dsse',
      timeout: 20_000,
    }),
    new TSAWitness({ tsaBaseURL: instance.tsa }),
  ];
  if (type) {
    const builder = new DSSEBundleBuilder({ signer, witnesses, certificateChain: chain });
    const data = Buffer.from(JSON.stringify(statement(file, type, await predicateOf(type, instance))));
    writeFileSync(bundle, JSON.stringify(bundleToJSON(await builder.create({ data, type: 'application/vnd.in-toto+json' }))));
  } else {
    const builder = new MessageSignatureBundleBuilder({ signer, witnesses });
    writeFileSync(bundle, JSON.stringify(bundleToJSON(await builder.create({ data: readFileSync(file) }))));
  }
}

function statement(file, predicateType, predicate) {
  const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
  const subject = [{ name: basename(file), digest: { sha256 } }];
  return { _type: 'https://in-toto.io/Statement/v1', subject, predicateType, predicate };
}

/** @satisfies {Record<string, {needs: string[], keys: boolean, write: (one: Writing) => Promise<void>}>} */
export const WRITERS = {
  ours: { needs: [], keys: true, write: ours },
  cosign: { needs: ['cosign'], keys: true, write: cosign },
  'sigstore-python': { needs: ['sigstore'], keys: false, write: python },
  'sigstore-js': { needs: [], keys: false, write: js },
};
