/**
 * A policy that uses the whole policy language, also what is not in this version. `CONTRACT_POLICY` is the part that is.
 */
export const WHOLE_LANGUAGE = `apiVersion: countersign.dev/v1beta1
kind: Policy
metadata: {name: release-gate, not-after: 2027-06-30}
include: [{file: base.policy.yaml, sha256: 9c56cc51b374c3ba189210d5b6d4bf57790d351c96c47c02190ecf1e430635ab}]
trust:
  public: {sigstore: public-good, second-opinion: required}
  github: {sigstore: github}
  corp:   {root: corp-root.json, log-entries: 0, timestamps: 1}
signers:
  release:  {github: {source: {repository: acme/app, refs: [refs/heads/main, "refs/tags/v*"]}, workflow: .github/workflows/release.yml}, trust: public}
  builder:  {github: {source: {repository: "acme/{name}"}, workflow: {repository: acme/ci, path: .github/workflows/build.yml, digest: 3f786850e387550fdab836ed7e6dc881de23001b}, runner: github-hosted, triggers: [push, release]}, trust: public}
  renamed:  {github: {source: {repository: [{name: new/app}, {name: old/app, not-after: 2026-05-01}], id: "44"}, workflow: release.yml}, trust: public}
  pipeline: {gitlab: {host: gitlab.acme.dev, source: {project: acme/app, id: "44", refs: [refs/heads/main]}, config: .gitlab-ci.yml, environment: production}, trust: corp}
  moved:    {gitlab: {source: {project: [{name: new/app}, {name: old/app}], id: "45"}}, trust: corp}
  alice:    {keyless: {identity: alice@acme.dev, issuer: https://accounts.example.com}, trust: public}
  alice-hw: {key: {file: keys/alice.pub, sha256: 9c56cc51b374c3ba189210d5b6d4bf57790d351c96c47c02190ecf1e430635ab}, trust: corp}
  bob:      {keyless: {identity: bob@acme.dev, issuer: https://accounts.example.com}, trust: public}
  carol:    {ca: {root: ca.pem, san: {email: carol@acme.dev}, crl: ca.crl}}
  ops-2025: {key: {file: keys/ops-2025.pub}, not-after: 2026-01-31, trust: corp}
people: {alice: [alice, alice-hw]}
rules:
  - name: images
    match: {images: ["ghcr.io/acme/{name}"], target: production, platforms: [linux/amd64, linux/arm64]}
    require:
      - run: {by: closer, result: success}
      - dependencies: {by: builder, base-images: {policy: base.policy.yaml}, lockfiles: covered}
      - any-of:
          - [signature: {by: ops-2025}]
          - [signature: {by: builder}, provenance: {by: builder, min-level: 3, source: {versioned-tag: v2}, parameters: {workflow.ref: refs/tags/v2.0.0}}]
      - approval: {by: {at-least: 2, of: [alice, bob, carol]}, max-age: 14d}
      - vsa: {by: central-gate, policy: "sha256:00", resource: "{subject}", level: 2, max-age: 1d}
      - sbom: {by: builder, formats: [cyclonedx, spdx], deny: {licences: [AGPL-3.0-only]}}
      - vulnerabilities: {by: builder, fail-on: high, max-age: 7d, use: newest}
      - attestation: {type: https://acme.dev/test/v1, by: builder, use: all, where: "predicate.passed == true"}
    same: [run, commit]
    continuity: {baseline: baseline.sigstore.json, by: release}
  - name: plugins
    match: {paths: ["dist/*.wasm"]}
    expect: {at-least: 1}
    require:
      - signature: {by: release, max-age: 30d, unseen: allow}
      - artifact: {max-size: 100MiB, type: wasm, version: {allow: ["1.*"], not-below: baseline}}
unmatched: deny
revoked: [{digest: "sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"}, {signer: ops-2025, not-before: 2026-01-10}, {signer: release, not-before: 2026-03-01, not-after: 2026-03-04}]
waivers: {path: waivers/, by: {at-least: 1, of: [alice]}, for: [sbom, vulnerabilities, continuity, version], max-duration: 14d}
`;
