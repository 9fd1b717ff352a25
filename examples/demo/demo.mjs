/**
 * The whole product on real bytes: a GitHub job signs and attests a package and a two-platform image, a GitLab job signs a
 * chart, and a gate allows them; then six attacks are tried, and each is refused for its own reason. At the end, a key signs beside keyless.
 * Only the Sigstore services, the token issuers and the registry are local.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startSandbox } from '../../packages/sandbox/lib/index.js';
import { forge } from './attacker.mjs';
import { buildImage, copyImage, pushImage } from './image.mjs';
import { ownKey } from './own-key.mjs';
import { greeterPolicy } from './policy.mjs';
import { runAction, runCli } from '../../scripts/run-action.mjs';
import { chapter, end, failed, note, refused, worked } from './story.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const demo = join(root, '.demo');
const work = join(demo, 'work');
const scratch = join(demo, 'scratch');
rmSync(demo, { recursive: true, force: true });
for (const folder of [work, scratch, join(work, 'dist'), join(demo, 'attacks')]) mkdirSync(folder, { recursive: true });
const shown = (path) => relative(process.cwd(), path) || '.';

chapter('A Sigstore, a registry and two CI systems start on this machine');
const [sigstore, corp] = await Promise.all([startSandbox({ name: 'sandbox' }), startSandbox({ name: 'corp' })]);
const registry = sigstore.registry.host;
note(`Fulcio ${sigstore.urls.fulcio}, Rekor ${sigstore.urls.rekor}, timestamps ${sigstore.urls.tsa}, registry ${registry}`);
note('and a second Sigstore, "corp", with its own trusted root, for the sixth attack');

// The identity of a job is in its identity token, which its CI system signs.
const sha = '7b0f6a2d0c6f8f0d3e5c1a4b9d8e7f6a5b4c3d2e';
const job = (repository, overrides = {}) => ({
  repository,
  repository_owner: 'acme',
  ref: 'refs/tags/v1.4.0',
  ref_type: 'tag',
  sha,
  event_name: 'push',
  workflow_ref: `${repository}/.github/workflows/release.yml@refs/tags/v1.4.0`,
  workflow_sha: sha,
  job_workflow_ref: `${repository}/.github/workflows/release.yml@refs/tags/v1.4.0`,
  job_workflow_sha: sha,
  ...overrides,
});
const instance = (of) => ({ 'trusted-root': of.files.trustedRoot, 'signing-config': of.files.signingConfig });
const greeterJob = { env: sigstore.github(job('acme/greeter')), cwd: work, scratch };

try {
  chapter('A GitHub job of acme/greeter builds a package and an image, signs both and attests their provenance');
  const packed = execFileSync('npm', ['pack', '--silent', '--pack-destination', join(work, 'dist')], {
    cwd: join(root, 'examples', 'greeter-package'),
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  const tarball = join(work, 'dist', basename(packed.trim()));
  const image = buildImage(join(root, 'examples', 'greeter-image', 'rootfs'), ['linux/amd64', 'linux/arm64']);
  const digest = await pushImage(registry, 'acme/greeter', 'v1.4.0', image);
  const imageRef = `${registry}/acme/greeter@${digest}`;
  note(`built ${shown(tarball)} and ${imageRef}`);

  const signedFile = await runAction('sign-blob', { paths: 'dist/*.tgz', ...instance(sigstore) }, greeterJob);
  worked('sign-blob: the package is signed, the bundle is beside it', signedFile, [`${tarball}.sigstore.json`]);

  const signedImage = await runAction(
    'sign-image',
    { images: `${registry}/acme/greeter:v1.4.0`, ...instance(sigstore) },
    greeterJob,
  );
  worked('sign-image: the index and both platforms are signed, stored in the registry as referrers', signedImage);

  const attested = await runAction(
    'attest-provenance',
    { paths: 'dist/*.tgz', images: imageRef, 'bundle-path': 'dist/provenance.sigstore.json', ...instance(sigstore) },
    greeterJob,
  );
  worked('attest-provenance: SLSA provenance for both, from the verified claims of the identity token', attested, [
    join(work, 'dist', 'provenance.sigstore.json'),
  ]);

  chapter('A GitLab job of acme/charts signs its chart with the command line');
  const chart = join(work, 'dist', 'greeter-chart.json');
  writeFileSync(chart, `${JSON.stringify({ chart: 'greeter', image: imageRef }, null, 2)}\n`);
  const gitlabClaims = {
    project_path: 'acme/charts',
    namespace_path: 'acme',
    ref: 'main',
    ref_type: 'branch',
    pipeline_source: 'push',
  };
  const gitlabJob = { env: await sigstore.gitlab(gitlabClaims), cwd: work, scratch };
  const flags = (of) => ['--trusted-root', of.files.trustedRoot, '--signing-config', of.files.signingConfig];
  worked('countersign sign-blob', await runCli(['sign-blob', 'dist/greeter-chart.json', ...flags(sigstore)], gitlabJob), [
    `${chart}.sigstore.json`,
  ]);

  chapter('The gate: one policy for all artifacts');
  copyFileSync(sigstore.files.trustedRoot, join(work, 'public-root.json'));
  copyFileSync(corp.files.trustedRoot, join(work, 'corp-root.json'));
  writeFileSync(join(work, 'policy.yaml'), greeterPolicy({ issuers: sigstore.issuers, registry }));
  note(`policy: ${shown(join(work, 'policy.yaml'))}`);

  const deployJob = { env: sigstore.github(job('acme/deploy')), cwd: work, scratch };
  const gate = (inputs) => runAction('verify-gate', { policies: 'policy.yaml', target: 'production', ...inputs }, deployJob);
  const reports = { json: join(demo, 'report.json'), markdown: join(demo, 'report.md'), junit: join(demo, 'report.xml') };
  const allowed = await gate({
    paths: ['dist/*.tgz', 'dist/greeter-chart.json'],
    images: imageRef,
    evidence: ['dist', 'registry'],
    reports: Object.entries(reports).map(([format, path]) => `${format}=${path}`),
  });
  worked('verify-gate: package, image and chart are allowed', allowed, Object.values(reports));
  if (allowed.outputs.decision !== 'allowed') failed(`the decision is "${allowed.outputs.decision}"`, allowed);
  note(`deploy these digests: ${allowed.outputs['pinned-images']}`);

  chapter('Six attacks, each of which must be refused');
  const attackFolder = (name) => {
    const folder = join(demo, 'attacks', name);
    mkdirSync(folder, { recursive: true });
    return folder;
  };
  const judge = async (folder, inputs) => {
    const report = join(folder, 'report.json');
    const result = await runAction(
      'verify-gate',
      { policies: join(work, 'policy.yaml'), target: 'production', reports: `json=${report}`, ...inputs },
      { ...deployJob, cwd: folder },
    );
    return { ...result, report };
  };
  const tgz = basename(tarball);

  {
    const folder = attackFolder('one-byte-changed');
    const bytes = readFileSync(tarball);
    bytes[bytes.length - 9] ^= 1;
    writeFileSync(join(folder, tgz), bytes);
    copyFileSync(`${tarball}.sigstore.json`, join(folder, `${tgz}.sigstore.json`));
    const result = await judge(folder, { paths: tgz, evidence: ['.', join(work, 'dist', 'provenance.sigstore.json')] });
    refused('one byte of the package was changed', result, ['SIGNATURE_INVALID', 'SUBJECT_MISMATCH']);
  }
  {
    const folder = attackFolder('unsigned');
    copyFileSync(tarball, join(folder, tgz));
    refused('the package has no signature', await judge(folder, { paths: tgz }), ['EVIDENCE_NONE']);
  }
  {
    const folder = attackFolder('another-repository');
    copyFileSync(tarball, join(folder, tgz));
    const evil = { env: sigstore.github(job('acme/playground')), cwd: folder, scratch };
    await mustSign(runAction('sign-blob', { paths: tgz, ...instance(sigstore) }, evil));
    const result = await judge(folder, { paths: tgz, evidence: ['.', join(work, 'dist', 'provenance.sigstore.json')] });
    refused('a workflow of another repository signed the package', result, [
      'IDENTITY_MISMATCH',
      'SOURCE_MISMATCH',
      'SIGNER_UNTRUSTED',
    ]);
  }
  {
    const folder = attackFolder('lying-provenance');
    copyFileSync(tarball, join(folder, tgz));
    copyFileSync(`${tarball}.sigstore.json`, join(folder, `${tgz}.sigstore.json`));
    const honest = JSON.parse(readFileSync(join(work, 'dist', 'provenance.sigstore.json'), 'utf8'));
    const statement = JSON.parse(Buffer.from(honest.dsseEnvelope.payload, 'base64').toString());
    statement.predicate.buildDefinition.resolvedDependencies[0].digest.gitCommit = '0'.repeat(40);
    const token = await sigstore.token('github', job('acme/greeter'));
    writeFileSync(join(folder, 'provenance.sigstore.json'), JSON.stringify(await forge(statement, token, sigstore.urls)));
    const result = await judge(folder, { paths: tgz, evidence: '.' });
    refused('the provenance names another commit than its certificate', result, ['PREDICATE_CERT_MISMATCH']);
  }
  {
    const folder = attackFolder('copied-image');
    await copyImage(registry, 'acme/greeter', 'acme/payments', digest, 'v1.4.0');
    const result = await judge(folder, { images: `${registry}/acme/payments@${digest}` });
    refused('the signed image of greeter was copied to payments, with its signatures', result, [
      'SOURCE_MISMATCH',
      'IDENTITY_MISMATCH',
      'SIGNER_UNTRUSTED',
    ]);
  }
  {
    const folder = attackFolder('another-root');
    copyFileSync(tarball, join(folder, tgz));
    // The corp Sigstore is trusted for other signers only. Its operator can issue a certificate for any identity, also for this one.
    const impostor = { env: corp.github(job('acme/greeter')), cwd: folder, scratch };
    await mustSign(runAction('sign-blob', { paths: tgz, ...instance(corp) }, impostor));
    const result = await judge(folder, { paths: tgz, evidence: ['.', join(work, 'dist', 'provenance.sigstore.json')] });
    refused('the signer has the right identity, but under another configured root', result, [
      'CERTIFICATE_UNTRUSTED',
      'SIGNER_UNTRUSTED',
    ]);
  }

  chapter('An own key signs beside keyless, and a policy requires both');
  await ownKey({
    sigstore,
    tarball,
    folder: join(demo, 'own-key'),
    stripped: attackFolder('one-signature-taken-away'),
    job: greeterJob,
    instance: instance(sigstore),
  });
} finally {
  await Promise.all([sigstore.stop(), corp.stop()]);
}

async function mustSign(running) {
  const result = await running;
  if (result.status !== 0) failed('the attacker could not sign, so the attack was not tried', result);
}

end([
  ['the signed package, its bundle and its provenance', shown(join(work, 'dist'))],
  ['the policy', shown(join(work, 'policy.yaml'))],
  ['two signatures of one package, and their policy', shown(join(demo, 'own-key'))],
  ['the report of the gate', shown(join(demo, 'report.md'))],
  ['a report for each attack', shown(join(demo, 'attacks'))],
]);
