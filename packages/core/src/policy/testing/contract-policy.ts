/** The policy of the contract, without what this version refuses. */
export const CONTRACT_POLICY = `apiVersion: countersign.dev/v1beta1
kind: Policy
metadata: {name: release-gate, not-after: 2027-06-30}
trust:                                     # roots and what they must give; a signer trusts exactly one
  public: {sigstore: public-good}
  corp:   {root: corp-root.json, log-entries: 0, timestamps: 1}
signers:                                   # who
  release:  {github: {source: {repository: acme/app, refs: [refs/heads/main, "refs/tags/v*"]}, workflow: .github/workflows/release.yml}}
  builder:  {github: {source: {repository: "acme/{name}"}, workflow: {repository: acme/ci, path: .github/workflows/build.yml, digest: 3f786850e387550fdab836ed7e6dc881de23001b}, runner: github-hosted, triggers: [push, release]}}
  pipeline: {gitlab: {host: gitlab.acme.dev, source: {project: acme/app, id: "44", refs: [refs/heads/main]}, config: .gitlab-ci.yml, environment: production}, trust: corp}
  alice:    {keyless: {identity: alice@acme.dev, issuer: https://accounts.example.com}}
  alice-hw: {key: {file: keys/alice.pub, sha256: 9c56cc51b374c3ba189210d5b6d4bf57790d351c96c47c02190ecf1e430635ab}, trust: corp}
  ops-2025: {key: {file: keys/ops-2025.pub}, not-after: 2026-01-31, trust: corp}
people: {alice: [alice, alice-hw]}         # thresholds count people, not certificates
rules:
  - name: images
    match: {images: ["ghcr.io/acme/{name}"], target: production, platforms: [linux/amd64, linux/arm64]}   # {name} binds signer to subject
    require:
      - any-of:                            # alternatives are whole sets: a migration from keys to keyless
          - [signature: {by: ops-2025}]
          - [signature: {by: builder}, provenance: {by: builder, min-level: 3, source: {versioned-tag: v2}, parameters: {workflow.ref: refs/tags/v2.0.0}}]
      - attestation: {type: https://acme.dev/test/v1, by: builder, max-age: 14d}
  - name: plugins
    match: {paths: ["dist/*.wasm"]}
    expect: {at-least: 1}
    require:
      - signature: {by: {at-least: 2, of: [release, alice, ops-2025]}}
      - signature: {by: release, max-age: 30d}
unmatched: deny                            # or abstain: another policy must then decide
revoked: [{digest: "sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"}, {signer: ops-2025, not-before: 2026-01-10}, {signer: release, not-before: 2026-03-01, not-after: 2026-03-04}]
`;
