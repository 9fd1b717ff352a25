/** Policies with every key of the policy language of this version, for `freeze.mjs`: name → text. Roots and keys are files beside the folder. */
export const frozenPolicies = ({ issuers, registry }) => ({
  'gate.policy.yaml': `apiVersion: countersign.dev/v1beta1
kind: Policy
metadata: { name: upgrade }
trust:
  public: { root: root.json, log-entries: 1, timestamps: 1, certificate-logs: 1 }
  stamped: { root: root.json, log-entries: 0, timestamps: 1 }
signers:
  release:
    github:
      issuer: ${issuers.github}
      source: { repository: acme/app, refs: ['refs/tags/v*'] }
      workflow: .github/workflows/release.yml
    trust: public
  first:
    github:
      issuer: ${issuers.github}
      source: { repository: acme/app, refs: ['refs/tags/v*'] }
      workflow: .github/workflows/release.yml
    trust: stamped
  charts:
    gitlab:
      issuer: ${issuers.gitlab}
      source: { project: acme/charts, refs: [refs/heads/main] }
      config: .gitlab-ci.yml
    trust: public
  key: { key: { file: release.pub }, trust: public }
  key-without-log: { key: { file: release.pub }, trust: stamped }
rules:
  - name: packages
    match: { paths: ['*.tgz'] }
    require:
      - signature: { by: release }
      - provenance: { by: release, min-level: 2, source: { versioned-tag: v1 } }
  - name: charts
    match: { paths: ['chart.json'] }
    require:
      - signature: { by: charts }
      - provenance: { by: charts, min-level: 2 }
  - name: older log
    match: { paths: ['first-log.bin'] }
    require:
      - signature: { by: first }
  - name: keys
    match: { paths: ['by-key.bin'] }
    require:
      - any-of: [[signature: { by: release }], [signature: { by: key }]]
  - name: keys without a log
    match: { paths: ['without-log.bin'] }
    require:
      - signature: { by: key-without-log }
`,
  'images.policy.yaml': `apiVersion: countersign.dev/v1beta1
kind: Policy
metadata: { name: images, not-after: 2099-06-30 }
signers:
  service:
    github:
      issuer: ${issuers.github}
      source: { repository: 'acme/{name}', refs: ['refs/tags/v*', refs/heads/main], owner-id: '17' }
      workflow: { repository: acme/ci, path: .github/workflows/build.yml, digest: 3f786850e387550fdab836ed7e6dc881de23001b }
      runner: github-hosted
      triggers: [push, release]
      environment: production
  nightly:
    github: { source: { repository: acme/app, refs: [refs/heads/main] }, workflow: nightly.yml, triggers: [schedule] }
  alice: { keyless: { identity: alice@acme.dev, issuer: https://accounts.example.com } }
  ops: { key: { file: ../release.pub }, not-after: 2099-01-31 }
people:
  alice: [alice]
  ops-team: [ops]
rules:
  - name: services
    match: { images: ['${registry}/acme/{name}'], target: production, platforms: [linux/amd64, linux/arm64] }
    require:
      - signature: { by: service, max-age: 30d }
      - provenance: { by: service, min-level: 2, source: { repository: 'acme/{name}' } }
      - attestation: { type: https://acme.dev/test/v1, by: service, max-age: 14d }
      - signature: { by: { at-least: 2, of: [alice, ops-team] } }
    expect: { at-least: 1 }
  - name: checksums
    match: { paths: ['dist/**', 'dist/{name}.txt'] }
    require:
      - signature: { by: ops-team, unseen: allow }
      - provenance:
          by: nightly
          builder: https://github.com/acme/app/.github/workflows/nightly.yml@refs/heads/main
          build-types: [https://actions.github.io/buildtypes/workflow/v1]
          source: { repository: acme/app, branch: main }
          parameters: { workflow.ref: refs/heads/main }
      - provenance: { by: ops-team, unproven: [source, workflow, builder, trigger, runner, ids, invocation, parameters] }
unmatched: abstain
revoked:
  - { digest: 'sha256:${'2c'.repeat(32)}' }
  - { signer: nightly, not-before: 2026-03-01, not-after: 2026-03-04 }
`,
  'minimal.policy.json': `${JSON.stringify({
    apiVersion: 'countersign.dev/v1beta1',
    kind: 'Policy',
    metadata: { name: 'minimal' },
    trust: { corp: { root: '../root.json', timestamps: '1' } },
    signers: { bot: { keyless: { identity: 'bot@acme.dev', issuer: 'https://accounts.example.com' } } },
    rules: [{ name: 'all', match: { paths: ['dist/*'] }, require: [{ signature: { by: 'bot' } }] }],
  })}\n`,
});
