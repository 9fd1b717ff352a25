/** The policy of the demo; only issuers and registry differ from a policy for github.com and gitlab.com. */
export const greeterPolicy = ({ issuers, registry }) => `apiVersion: countersign.dev/v1beta1
kind: Policy
metadata: {name: greeter-release}

trust:
  public: {root: public-root.json, log-entries: 1, timestamps: 1}
  corp: {root: corp-root.json, log-entries: 1, timestamps: 1}

signers:
  release:
    github:
      issuer: ${issuers.github}
      source: {repository: acme/greeter, refs: ["refs/tags/v*"]}
      workflow: .github/workflows/release.yml
    trust: public
  service:
    github:
      issuer: ${issuers.github}
      source: {repository: "acme/{name}", refs: ["refs/tags/v*"]}
      workflow: .github/workflows/release.yml
    trust: public
  charts:
    gitlab:
      issuer: ${issuers.gitlab}
      source: {project: acme/charts, refs: [refs/heads/main]}
      config: .gitlab-ci.yml
    trust: public
  partner:
    keyless: {identity: release@partner.example, issuer: ${issuers.oidc}}
    trust: corp

rules:
  - name: packages
    match: {paths: ["**/*.tgz", "*.tgz"]}
    require:
      - signature: {by: release}
      - provenance: {by: release, min-level: 2, source: {versioned-tag: v1}}
  - name: charts
    match: {paths: ["**/*-chart.json"]}
    require:
      - signature: {by: charts}
  - name: images
    match: {images: ["${registry}/acme/{name}"], target: production}
    require:
      - signature: {by: service}
      - provenance: {by: service, min-level: 2}
  - name: partners
    match: {paths: ["partners/**"]}
    require:
      - signature: {by: partner}
`;
