# Sign a package with a key in AWS KMS, and deploy only what the policy allows.
# AWS_REGION is the region; credentials are those of AWS's standard chain: variables, a profile, a role of the machine.
set -eu
countersign sign-blob dist/*.tgz --key awskms:///alias/release
countersign verify dist/*.tgz --policy release.policy.yaml --target production -- ./deploy.sh dist/*.tgz
