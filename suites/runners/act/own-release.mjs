import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildImage } from '../../../examples/demo/image.mjs';
import { expect, refuses } from '../cases.mjs';
import { root } from '../programs.mjs';
import { beforeGate, workflowRun } from './workflow-run.mjs';

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const MAKE = `mkdir -p release
cp image.tar release/countersign-1.2.3.oci.tar
for name in countersign-1.2.3.tgz countersign-core-1.2.3.tgz; do echo "$name" > release/$name; done
cd release && sha256sum * > SHA256SUMS
`;

/** An OCI image layout of two platforms, as one file. */
function imageArchive() {
  const { index, blobs, manifests } = buildImage(join(root, 'examples/greeter-image/rootfs'), ['linux/amd64', 'linux/arm64']);
  const folder = mkdtempSync(join(tmpdir(), 'countersign-layout-'));
  try {
    mkdirSync(join(folder, 'blobs/sha256'), { recursive: true });
    for (const bytes of [index, ...blobs, ...manifests]) writeFileSync(join(folder, 'blobs/sha256', sha256(bytes)), bytes);
    writeFileSync(join(folder, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
    const entry = {
      mediaType: 'application/vnd.oci.image.index.v1+json',
      digest: `sha256:${sha256(index)}`,
      size: index.length,
    };
    writeFileSync(join(folder, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: [entry] }));
    execFileSync('tar', ['-cf', 'image.tar', 'oci-layout', 'index.json', 'blobs'], { cwd: folder });
    return readFileSync(join(folder, 'image.tar'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @returns {import('../cases.mjs').Case[]} */
export function ownCases(sandbox) {
  const run = (
    folder,
    /** @type {{tags?: string, claims?: object, change?: (workflow: object) => void}} */ { tags, ...more } = {},
  ) => {
    const remote = join(folder, 'remote.git');
    execFileSync('git', ['init', '-q', '--bare', remote]);
    writeFileSync(
      join(folder, '.gitconfig'),
      `[url "file://${remote}"]\n  insteadOf = https://github.com/countersign/countersign.git\n`,
    );
    const scripts = {
      'check-dist': 'true',
      'release-files': 'sh make.sh',
      'release-follow-up': 'echo followed > follow-up.txt',
    };
    const files = {
      'package.json': JSON.stringify({ name: 'countersign', version: '1.2.3', scripts }),
      'make.sh': MAKE,
      'image.tar': imageArchive(),
    };
    return workflowRun(sandbox, folder, {
      workflow: '.github/workflows/release.yml',
      policy: '.github/release.policy.yaml',
      as: 'release.yml',
      ourselves: true,
      files,
      replace: { 'ghcr.io': sandbox.registry.host },
      environment: tags === undefined ? {} : { COUNTERSIGN_RUNNER_TAGS: tags },
      ...more,
      claims: { repository: 'countersign/countersign', ref: 'refs/tags/v1.2.3', ...more.claims },
    });
  };
  return [
    [
      'release.yml of this repository, actions by `./actions/…`',
      'released',
      async (folder) => {
        const { status, output, deployed } = await run(folder);
        expect(status === 0, 'act failed', output);
        const wanted = [
          ...['.tgz', '.tgz.sigstore.json', '.oci.tar', '.oci.tar.sigstore.json'].map((one) => `release/countersign-1.2.3${one}`),
          'release/provenance.sigstore.jsonl',
          'ref=refs/tags/v1',
          'npm ./release/countersign-core-1.2.3.tgz --access public --tag latest',
          'npm ./release/countersign-1.2.3.tgz --access public --tag latest',
          `image docker://${sandbox.registry.host}/countersign/countersign:1.2.3`,
          'follow-up-v1.2.3',
        ];
        for (const one of wanted) expect(deployed.includes(one), `${one} is not released`, deployed.join('\n'));
        const pushed = execFileSync('git', ['show', 'follow-up-v1.2.3:follow-up.txt'], { cwd: join(folder, 'remote.git') });
        expect(/^followed 1\.2\.3 [0-9a-f]{40}\n$/.test(pushed.toString()), `the follow-up is ${pushed}`, output);
      },
    ],
    [
      'release.yml: an older branch does not move the tag of the major version',
      'released, v1 stays',
      async (folder) => {
        const { status, output, deployed } = await run(folder, { tags: 'refs/tags/v1.2.3\nrefs/tags/v1.10.0' });
        expect(status === 0, 'act failed', output);
        expect(deployed.includes('release/countersign-1.2.3.tgz'), 'nothing was released', output);
        expect(!deployed.includes('ref=refs/tags/v1'), 'the tag was moved', output);
      },
    ],
    [
      'release.yml: on a runner that is not GitHub-hosted',
      'release refused',
      async (folder) => refuses(await run(folder, { claims: { runner_environment: 'self-hosted' } }), 'EXTENSION_MISMATCH'),
    ],
    [
      'release.yml: a signed file under the name of another one',
      'release refused',
      async (folder) =>
        refuses(
          await run(folder, {
            change: beforeGate({ run: 'cp release/countersign-core-1.2.3.tgz release/countersign-1.2.3.tgz' }),
          }),
          'SUBJECT_MISMATCH',
        ),
    ],
    [
      'release.yml: bytes changed after signing',
      'release refused',
      async (folder) =>
        refuses(
          await run(folder, { change: beforeGate({ run: 'echo more >> release/countersign-1.2.3.tgz' }) }),
          'SUBJECT_MISMATCH',
        ),
    ],
  ];
}
