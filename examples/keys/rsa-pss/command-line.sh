# Sign a package with an RSA key of 3072 bits and PSS, with a timestamp in place of a log entry, and deploy only what the policy allows.
# The variables RELEASE_KEY and RELEASE_KEY_PASSWORD have the key and its password; or write --key FILE and --key-password FILE.
set -eu
countersign sign-blob dist/*.tgz --key env://RELEASE_KEY --key-password env://RELEASE_KEY_PASSWORD \
  --signing-algorithm rsa-sign-pss-3072-sha256 --transparency-log off
countersign verify dist/*.tgz --policy release.policy.yaml --target production -- ./deploy.sh dist/*.tgz
