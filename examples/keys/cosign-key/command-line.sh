# Sign a package with an encrypted key of cosign, and deploy only what the policy allows.
# The variables RELEASE_KEY and RELEASE_KEY_PASSWORD have the key and its password; or write --key FILE and --key-password FILE.
set -eu
countersign sign-blob dist/*.tgz --key env://RELEASE_KEY --key-password env://RELEASE_KEY_PASSWORD
countersign verify dist/*.tgz --policy release.policy.yaml --target production -- ./deploy.sh dist/*.tgz
