# Sign a package with a key of a plugin (sigstore-kms-acme, in PATH), and deploy only what the policy allows.
# The plugin reads its own variables, here ACME_TOKEN.
set -eu
countersign sign-blob dist/*.tgz --key acme://release
countersign verify dist/*.tgz --policy release.policy.yaml --target production -- ./deploy.sh dist/*.tgz
